package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.DecisionOpened;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What a workflow waits for, and how long it has waited; it does not lose its own time meanwhile. */
@Embeddable
class Waiting {

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private @Nullable Decision decision;

  private @Nullable Instant decisionDeadline;
  private long waitedMs;
  private @Nullable String awaited;

  /** Begins to wait, and tells so. */
  DecisionOpened open(Decision asked) {
    decision = asked;
    decisionDeadline = asked.deadline();
    return new DecisionOpened(
        asked.step(), asked.reason(), asked.options(), asked.deadline(), asked.paused());
  }

  /** Ends the waiting, and says for what it was. */
  Decision close(Instant now) {
    Decision closed = open().orElseThrow();
    waitedMs += Duration.between(closed.openedAt(), now).toMillis();
    decision = null;
    decisionDeadline = null;
    return closed;
  }

  /** Takes down what lock it is that others hold; none when absent. */
  void await(@Nullable String resource) {
    awaited = resource;
  }

  /** The lock that others hold, if it waits for one. */
  @Nullable String awaited() {
    return awaited;
  }

  /** Gives time that was lost otherwise. */
  void credit(Duration lost) {
    waitedMs += lost.toMillis();
  }

  Optional<Decision> open() {
    return Optional.ofNullable(decision);
  }

  /** How long it has waited before. */
  Duration waited() {
    return Duration.ofMillis(waitedMs);
  }
}

package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.DecisionOpened;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/** The wait state of a workflow: its open decision, its awaited lock, and the time credited to its deadline. */
@Embeddable
class Waiting {

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "decision")
  private @Nullable Decision decision;

  @Column(name = "decision_deadline")
  private @Nullable Instant decisionDeadline;

  @Column(name = "waited_ms")
  private long waitedMs;

  @Column(name = "awaited")
  private @Nullable String awaited;

  /** Opens a decision and returns its event. */
  DecisionOpened open(Decision asked) {
    decision = asked;
    decisionDeadline = asked.deadline();
    return new DecisionOpened(
        asked.step(), asked.reason(), asked.options(), asked.deadline(), asked.paused());
  }

  /** Closes the open decision, credits the wait time, and returns the decision. */
  Decision close(Instant now) {
    Decision closed = open().orElseThrow();
    waitedMs += Duration.between(closed.openedAt(), now).toMillis();
    decision = null;
    decisionDeadline = null;
    return closed;
  }

  /** Sets the lock that the workflow waits for; absent when it does not wait. */
  void await(@Nullable String resource) {
    awaited = resource;
  }

  /** Returns the lock that the workflow waits for, if any. */
  @Nullable String awaited() {
    return awaited;
  }

  /** Adds time that does not count against the deadline. */
  void credit(Duration lost) {
    waitedMs += lost.toMillis();
  }

  Optional<Decision> open() {
    return Optional.ofNullable(decision);
  }

  /** Returns the total time that does not count against the deadline. */
  Duration waited() {
    return Duration.ofMillis(waitedMs);
  }
}

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

/** The wait state of a workflow: its open decision, its awaited lock or node, and the time credited to its deadline. */
@Embeddable
class WaitState {

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

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  @Column(name = "node_wait")
  private @Nullable NodeWait nodeWait;

  WorkflowRows.WaitColumns toColumns() {
    return new WorkflowRows.WaitColumns(decision, decisionDeadline, waitedMs, awaited, nodeWait);
  }

  /** Opens a decision and returns its event. */
  DecisionOpened openDecision(Decision newDecision) {
    decision = newDecision;
    decisionDeadline = newDecision.deadline();
    return new DecisionOpened(
        newDecision.step(),
        newDecision.reason(),
        newDecision.options(),
        newDecision.deadline(),
        newDecision.paused(),
        newDecision.otherwise());
  }

  /** Closes the open decision, credits the wait time, and returns the decision. */
  Decision closeDecision(Instant now) {
    Decision closed = decision().orElseThrow();
    waitedMs += Duration.between(closed.openedAt(), now).toMillis();
    decision = null;
    decisionDeadline = null;
    return closed;
  }

  /** Sets the lock that the workflow waits for; absent when it does not wait. */
  void awaitLock(@Nullable String resource) {
    awaited = resource;
  }

  /** Returns the lock that the workflow waits for, if any. */
  @Nullable String awaitedLock() {
    return awaited;
  }

  /** Sets why no live node can run the workflow; absent when one can. */
  void awaitNode(@Nullable NodeWait wait) {
    nodeWait = wait;
  }

  /** Returns why no live node can run the workflow; absent when one can. */
  @Nullable NodeWait nodeWait() {
    return nodeWait;
  }

  /** Adds time that does not count against the deadline. */
  void credit(Duration time) {
    waitedMs += time.toMillis();
  }

  Optional<Decision> decision() {
    return Optional.ofNullable(decision);
  }

  /** Returns the total time that does not count against the deadline. */
  Duration creditedTime() {
    return Duration.ofMillis(waitedMs);
  }
}

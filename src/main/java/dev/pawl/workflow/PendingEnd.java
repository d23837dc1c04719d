package dev.pawl.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status and reason with which a workflow ends after its compensations, and the number of its restarts. */
@Embeddable
class PendingEnd {

  @Enumerated(EnumType.STRING)
  @Column(name = "ending_status")
  private @Nullable WorkflowStatus endingStatus;

  @Enumerated(EnumType.STRING)
  @Column(name = "ending_reason")
  private @Nullable EndedReason endingReason;

  @Column(name = "restarts")
  private short restarts;

  void set(WorkflowStatus status, EndedReason reason) {
    endingStatus = status;
    endingReason = reason;
  }

  void clear() {
    endingStatus = null;
    endingReason = null;
  }

  /** Returns the pending end; empty while no compensation is in progress. */
  Optional<StepTransition.End> end() {
    return endingStatus == null || endingReason == null
        ? Optional.empty()
        : Optional.of(new StepTransition.End(endingStatus, endingReason));
  }

  void incrementRestarts() {
    restarts++;
  }

  /** Returns how often the whole workflow was restarted. */
  int restartCount() {
    return restarts;
  }
}

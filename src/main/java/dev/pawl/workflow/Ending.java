package dev.pawl.workflow;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a workflow is going to end as soon as its compensations are through. */
@Embeddable
class Ending {

  @Enumerated(EnumType.STRING)
  private @Nullable WorkflowStatus endingStatus;

  @Enumerated(EnumType.STRING)
  private @Nullable EndedReason endingReason;

  private short restarts;

  void set(WorkflowStatus status, EndedReason reason) {
    endingStatus = status;
    endingReason = reason;
  }

  void clear() {
    endingStatus = null;
    endingReason = null;
  }

  /** The end that is decided; empty while the workflow may still go well. */
  Optional<Consequence.End> decided() {
    return endingStatus == null || endingReason == null
        ? Optional.empty()
        : Optional.of(new Consequence.End(endingStatus, endingReason));
  }

  void restarted() {
    restarts++;
  }

  /** How often the whole workflow was started once more. */
  int restarts() {
    return restarts;
  }
}

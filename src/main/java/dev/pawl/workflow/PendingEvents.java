package dev.pawl.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.List;

/** The domain events of a workflow that are not yet published, and the sequence number of the last event. */
@Embeddable
class PendingEvents {

  @Column(name = "event_sequence")
  private long eventSequence;

  @Transient private List<WorkflowEvent> pending = new ArrayList<>();

  void registerEvent(WorkflowEvent event) {
    eventSequence++;
    pending.add(event);
  }

  /** Returns and clears the pending events, oldest first; the last one has the current sequence number. */
  List<WorkflowEvent> drain() {
    var drained = List.copyOf(pending);
    pending.clear();
    return drained;
  }

  /** Returns the sequence number of the last event. */
  long sequence() {
    return eventSequence;
  }
}

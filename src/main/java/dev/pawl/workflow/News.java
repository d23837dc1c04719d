package dev.pawl.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.List;

/** The domain events of a workflow that are not yet published, and the sequence number of the last event. */
@Embeddable
class News {

  @Column(name = "event_sequence")
  private long eventSequence;

  @Transient private List<WorkflowEvent> untold = new ArrayList<>();

  void tell(WorkflowEvent event) {
    eventSequence++;
    untold.add(event);
  }

  /** Returns and clears the pending events, oldest first; the last one has the current sequence number. */
  List<WorkflowEvent> take() {
    var taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /** Returns the sequence number of the last event. */
  long sequence() {
    return eventSequence;
  }
}

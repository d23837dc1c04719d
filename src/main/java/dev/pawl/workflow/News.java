package dev.pawl.workflow;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Transient;
import java.util.ArrayList;
import java.util.List;

/** What happened to a workflow and was not told yet, and how much was told in all. */
@Embeddable
class News {

  private long eventSequence;
  @Transient private List<WorkflowEvent> untold = new ArrayList<>();

  void tell(WorkflowEvent event) {
    eventSequence++;
    untold.add(event);
  }

  /** What happened since the last call, oldest first; the last one has the present sequence. */
  List<WorkflowEvent> take() {
    var taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /** The number of the last event. */
  long sequence() {
    return eventSequence;
  }
}

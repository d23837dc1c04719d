package dev.pawl.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The workflows that somebody has looked at of late, each as it was with its last event. Who polls gets the same again without
 * the graph being read: the ETag promises that a workflow with the same number of events looks the same.
 */
@Component
class LookedAt {

  private static final int MOST = 256;

  private final Workflows workflows;
  private final Map<String, WorkflowView> views =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MOST, 0.75f, true) {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, WorkflowView> eldest) {
              return size() > MOST;
            }
          });

  LookedAt(Workflows workflows) {
    this.workflows = workflows;
  }

  /**
   * A workflow as it is.
   *
   * @param sequence the number of its last event, just read
   */
  Optional<WorkflowView> find(String name, long sequence) {
    WorkflowView known = views.get(name);
    if (known != null && known.eventSequence() == sequence) {
      return Optional.of(known);
    }
    Optional<WorkflowView> found = workflows.find(name);
    found.ifPresent(view -> views.put(name, view));
    return found;
  }
}

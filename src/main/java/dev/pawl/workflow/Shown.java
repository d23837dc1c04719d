package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Caches the JSON of ended workflows, so that repeated requests do not load the graph. An entry is valid while the row
 * has the same version.
 */
@Component
class Shown {

  private static final int MOST = 256;
  private static final int LONGEST = 64 * 1024;

  private final Workflows workflows;
  private final JsonMapper mapper;
  private final Map<String, Kept> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MOST, 0.75f, true) {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
              return size() > MOST;
            }
          });

  Shown(Workflows workflows, JsonMapper mapper) {
    this.workflows = workflows;
    this.mapper = mapper;
  }

  /** A workflow as raw JSON. */
  record Text(@JsonValue @JsonRawValue String json) {}

  /**
   * A view of a workflow and the sequence number of its last event.
   *
   * @param body the view, or its JSON
   */
  record Answer(Object body, long sequence) {}

  private record Kept(long version, Answer answer) {}

  /**
   * Returns the view of a workflow.
   *
   * @param position the revision that was just read
   * @throws UnknownWorkflow when the workflow was deleted meanwhile
   */
  Answer of(String name, Position position) {
    Kept known = kept.get(name);
    if (known != null && known.version() == position.version()) {
      return known.answer();
    }
    WorkflowView view = workflows.find(name).orElseThrow(() -> new UnknownWorkflow(name));
    if (!position.ended()) {
      return new Answer(view, view.eventSequence());
    }
    var answer = new Answer(new Text(mapper.writeValueAsString(view)), view.eventSequence());
    if (((Text) answer.body()).json().length() <= LONGEST) {
      kept.put(name, new Kept(position.version(), answer));
    }
    return answer;
  }
}

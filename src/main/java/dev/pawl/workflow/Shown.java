package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Workflows as they are shown. What has ended stays as it is: who asks for it again gets the same text, without its graph being
 * read, as long as nobody has written its row.
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

  /** The JSON of a workflow. */
  record Text(@JsonValue @JsonRawValue String json) {}

  /**
   * A workflow, and how far it was then.
   *
   * @param body a view, or its text
   */
  record Answer(Object body, long sequence) {}

  private record Kept(long version, Answer answer) {}

  /**
   * How a workflow is shown.
   *
   * @param position what was known of it a moment ago
   * @throws UnknownWorkflow when it is not there any more
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

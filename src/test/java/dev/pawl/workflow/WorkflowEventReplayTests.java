package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests events that random workflows rarely produce. */
class WorkflowEventReplayTests {

  private static List<JsonNode> events(String... events) {
    var all = new ArrayList<JsonNode>();
    for (String event : events) {
      int end = event.indexOf(' ');
      all.add(
          JsonMapper.shared()
              .readTree(
                  "{\"sequence\": %d, \"type\": \"%s\", \"data\": %s}"
                      .formatted(all.size() + 1, event.substring(0, end), event.substring(end))));
    }
    return all;
  }

  @Test
  void foldsEventsOfAdaptivePlansAndExternalChanges() {
    var replay =
        new WorkflowEventReplay(
            events(
                """
                workflow_submitted {"phases": [{"phase": "p", "steps": [{"step": "s", "command": "c"}]}]}\
                """,
                "workflow_started {}",
                "phase_started {\"phase\": \"p\"}",
                "step_started {\"step\": \"s\", \"attempt\": 1}",
                "step_waiting {\"step\": \"s\", \"what\": \"a free agent\"}",
                "step_admitted {\"step\": \"s\"}",
                "plan_adjusted {\"phase\": \"o\", \"used\": 90, \"max_parallel\": 1, \"timeouts\":"
                    + " 150}",
                "target_changed_outside {\"files\": [\"a\", \"b\"], \"count\": 2}",
                "phase_fell_back {\"phase\": \"p\", \"step\": \"s\", \"why\": \"it broke\"}"));

    JsonNode workflow =
        JsonMapper.shared()
            .readTree(
                """
                {"status": "running", "ended_reason": null, "cancel_requested": false, "rollback_requested": false,
                 "pause_requested": false, "restarts": 0, "event_sequence": 9,
                 "pace": {"max_parallel": 1, "timeouts": 150}, "outside_changes": ["a", "b"],
                 "phases": [{"name": "p", "status": "running", "steps": [
                   {"name": "s", "command": "c", "status": "pending", "attempts": 1, "error": null}]}]}\
                """);
    assertThat(replay.toString()).isEqualTo(WorkflowEventReplay.describe(workflow));
  }
}

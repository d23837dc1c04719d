package dev.pawl.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rebuilds the state of a workflow from its events, as the API returns them. */
public final class EventFold {

  private static final class FoldedStep {
    private final String command;
    private String status = "pending";
    private int attempts;
    private @Nullable String error;

    FoldedStep(String command) {
      this.command = command;
    }
  }

  private final Map<String, String> phases = new LinkedHashMap<>();
  private final Map<String, List<String>> stepsOf = new LinkedHashMap<>();
  private final Map<String, FoldedStep> steps = new LinkedHashMap<>();
  private String status = "none";
  private @Nullable String endedReason;
  private @Nullable String asking;
  private boolean cancel;
  private boolean rollback;
  private boolean pause;
  private int restarts;
  private long sequence;

  /** Applies the events in order. */
  public EventFold(Iterable<JsonNode> events) {
    events.forEach(this::fold);
  }

  private FoldedStep step(JsonNode data) {
    return Objects.requireNonNull(steps.get(data.get("step").asString()), data::toString);
  }

  private void add(JsonNode phase) {
    String name = phase.get("phase").asString();
    phases.put(name, "pending");
    var names = new ArrayList<String>();
    for (JsonNode step : phase.get("steps")) {
      names.add(step.get("step").asString());
      steps.put(names.getLast(), new FoldedStep(step.get("command").asString()));
    }
    stepsOf.put(name, names);
  }

  private void fold(JsonNode event) {
    sequence++;
    if (event.get("sequence").asLong() != sequence) {
      throw new AssertionError("gap before event " + event);
    }
    JsonNode data = event.get("data");
    switch (event.get("type").asString()) {
      case "workflow_submitted" -> {
        status = "queued";
        data.get("phases").forEach(this::add);
      }
      case "workflow_started" -> status = "running";
      case "phase_started" -> phases.put(data.get("phase").asString(), "running");
      case "phase_ended", "phase_reopened" ->
          phases.put(data.get("phase").asString(), data.get("status").asString());
      case "step_started" -> {
        step(data).status = "running";
        step(data).attempts = data.get("attempt").asInt();
      }
      case "attempt_lost", "attempt_cut", "step_retried", "step_reopened" ->
          step(data).status = "pending";
      case "step_completed" -> step(data).status = "completed";
      case "step_reused" -> {
        step(data).status = "completed";
        step(data).attempts++;
      }
      case "step_failed" -> {
        step(data).status = "failed";
        step(data).error = data.get("why").asString();
      }
      case "step_skipped" -> step(data).status = "skipped";
      case "step_cancelled" -> step(data).status = "cancelled";
      case "step_rolled_back" -> step(data).status = "rolled_back";
      case "decision_opened" -> {
        status = "awaiting_decision";
        asking = data.get("step").asString();
        pause = pause && !data.get("paused").asBoolean();
      }
      case "decision_taken" -> {
        status = "running";
        asking = null;
      }
      case "cancellation_requested" -> cancel = true;
      case "pause_requested" -> pause = true;
      case "rollback_requested" -> rollback = true;
      case "rollback_failed", "files_rolled_back" -> rollback = false;
      case "resumption_requested" -> {
        status = "running";
        endedReason = null;
        cancel = false;
        pause = false;
      }
      case "workflow_restarted" -> {
        restarts++;
        steps.values().forEach(step -> step.status = "pending");
      }
      case "compensation_started" -> add(data.get("phase"));
      case "workflow_ended" -> {
        status = data.get("status").asString();
        endedReason = data.get("reason").asString();
        asking = null;
        rollback = false;
        pause = false;
      }
      case "workflow_resumed",
          "gates_judged",
          "warning_raised",
          "step_waiting",
          "lock_awaited" -> {}
      default -> throw new AssertionError("unknown event " + event);
    }
  }

  /** Returns the state as lines of text, in the format of {@link #stored}. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    line(text, "status", status, endedReason, asking, cancel, rollback, pause, restarts, sequence);
    phases.forEach((phase, phaseStatus) -> {
      line(text, "phase", phase, phaseStatus);
      for (String name : Objects.requireNonNull(stepsOf.get(phase))) {
        FoldedStep step = Objects.requireNonNull(steps.get(name));
        String error = step.status.equals("failed") ? step.error : null;
        line(text, "step", name, step.command, step.status, step.attempts, error);
      }
    });
    return text.toString();
  }

  /** Returns the same lines for a workflow document of the API. */
  public static String stored(JsonNode workflow) {
    var text = new StringBuilder();
    line(
        text,
        "status",
        workflow.get("status").asString(),
        string(workflow.get("ended_reason")),
        string(workflow.at("/decision/step")),
        workflow.get("cancel_requested").asBoolean(),
        workflow.get("rollback_requested").asBoolean(),
        workflow.get("pause_requested").asBoolean(),
        workflow.get("restarts").asInt(),
        workflow.get("event_sequence").asLong());
    for (JsonNode phase : workflow.get("phases")) {
      line(text, "phase", phase.get("name").asString(), phase.get("status").asString());
      for (JsonNode step : phase.get("steps")) {
        line(
            text,
            "step",
            step.get("name").asString(),
            step.get("command").asString(),
            step.get("status").asString(),
            step.get("attempts").asInt(),
            string(step.get("error")));
      }
    }
    return text.toString();
  }

  private static @Nullable String string(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asString();
  }

  private static void line(StringBuilder text, @Nullable Object... parts) {
    for (Object part : parts) {
      text.append(part).append(' ');
    }
    text.append('\n');
  }
}

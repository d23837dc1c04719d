package dev.pawl.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rebuilds the state of a workflow from its events, as the API returns them. */
public final class WorkflowEventReplay {

  private static final class StepState {
    private final String command;
    private String status = "pending";
    private int attempts;
    private @Nullable String error;

    StepState(String command) {
      this.command = command;
    }
  }

  private final Map<String, String> phases = new LinkedHashMap<>();
  private final Map<String, List<String>> stepsByPhase = new LinkedHashMap<>();
  private final Map<String, StepState> steps = new LinkedHashMap<>();
  private String status = "none";
  private @Nullable String endedReason;
  private @Nullable String decisionStep;
  private boolean cancelRequested;
  private boolean rollbackRequested;
  private boolean pauseRequested;
  private int restarts;
  private int timeouts = 100;
  private String outsideChanges = "[]";
  private long sequence;

  /** Applies the events in order. */
  public WorkflowEventReplay(Iterable<JsonNode> events) {
    events.forEach(this::apply);
  }

  private StepState step(JsonNode data) {
    return Objects.requireNonNull(steps.get(data.get("step").asString()), data::toString);
  }

  private void addPhase(JsonNode phase) {
    String name = phase.get("phase").asString();
    phases.put(name, "pending");
    var names = new ArrayList<String>();
    for (JsonNode step : phase.get("steps")) {
      names.add(step.get("step").asString());
      steps.put(names.getLast(), new StepState(step.get("command").asString()));
    }
    stepsByPhase.put(name, names);
  }

  private void apply(JsonNode event) {
    sequence++;
    if (event.get("sequence").asLong() != sequence) {
      throw new AssertionError("gap before event " + event);
    }
    JsonNode data = event.get("data");
    switch (event.get("type").asString()) {
      case "workflow_submitted" -> {
        status = "queued";
        data.get("phases").forEach(this::addPhase);
      }
      case "workflow_started" -> status = "running";
      case "phase_started" -> phases.put(data.get("phase").asString(), "running");
      case "phase_ended", "phase_reopened" ->
          phases.put(data.get("phase").asString(), data.get("status").asString());
      case "step_started" -> {
        step(data).status = "running";
        step(data).attempts = data.get("attempt").asInt();
      }
      case "attempt_lost",
          "attempt_interrupted",
          "attempt_cut",
          "step_retried",
          "step_reopened",
          "phase_fell_back" ->
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
        decisionStep = data.get("step").asString();
        pauseRequested = pauseRequested && !data.get("paused").asBoolean();
      }
      case "decision_taken" -> {
        status = "running";
        decisionStep = null;
      }
      case "cancellation_requested" -> cancelRequested = true;
      case "pause_requested" -> pauseRequested = true;
      case "rollback_requested" -> rollbackRequested = true;
      case "plan_adjusted" -> timeouts = data.get("timeouts").asInt();
      case "target_changed_outside" -> outsideChanges = data.get("files").toString();
      case "rollback_failed", "files_rolled_back" -> rollbackRequested = false;
      case "resumption_requested", "publication_requested" -> {
        status = "running";
        endedReason = null;
        cancelRequested = false;
        pauseRequested = false;
      }
      case "workflow_restarted" -> {
        restarts++;
        steps.values().forEach(step -> step.status = "pending");
      }
      case "compensation_started" -> addPhase(data.get("phase"));
      case "workflow_ended" -> {
        status = data.get("status").asString();
        endedReason = data.get("reason").asString();
        decisionStep = null;
        rollbackRequested = false;
        pauseRequested = false;
      }
      case "workflow_resumed",
          "gates_judged",
          "warning_raised",
          "step_waiting",
          "step_admitted",
          "lock_awaited",
          "lock_wait_ended",
          "node_awaited",
          "node_wait_ended",
          "tools_repinned",
          "workspace_rolled_back",
          "workflow_ending",
          "publication_undone" -> {}
      default -> throw new AssertionError("unknown event " + event);
    }
  }

  /** Returns the state as lines of text, in the format of {@link #describe}. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    appendLine(
        text,
        "status",
        status,
        endedReason,
        decisionStep,
        cancelRequested,
        rollbackRequested,
        pauseRequested,
        restarts,
        timeouts,
        outsideChanges,
        sequence);
    phases.forEach((phase, phaseStatus) -> {
      appendLine(text, "phase", phase, phaseStatus);
      for (String name : Objects.requireNonNull(stepsByPhase.get(phase))) {
        StepState step = Objects.requireNonNull(steps.get(name));
        String error = step.status.equals("failed") ? step.error : null;
        appendLine(text, "step", name, step.command, step.status, step.attempts, error);
      }
    });
    return text.toString();
  }

  /** Returns the same lines for a workflow document of the API. */
  public static String describe(JsonNode workflow) {
    var text = new StringBuilder();
    appendLine(
        text,
        "status",
        workflow.get("status").asString(),
        textOrNull(workflow.get("ended_reason")),
        textOrNull(workflow.at("/decision/step")),
        workflow.get("cancel_requested").asBoolean(),
        workflow.get("rollback_requested").asBoolean(),
        workflow.get("pause_requested").asBoolean(),
        workflow.get("restarts").asInt(),
        workflow.at("/pace/timeouts").asInt(100),
        workflow.get("outside_changes").toString(),
        workflow.get("event_sequence").asLong());
    for (JsonNode phase : workflow.get("phases")) {
      appendLine(text, "phase", phase.get("name").asString(), phase.get("status").asString());
      for (JsonNode step : phase.get("steps")) {
        appendLine(
            text,
            "step",
            step.get("name").asString(),
            step.get("command").asString(),
            step.get("status").asString(),
            step.get("attempts").asInt(),
            textOrNull(step.get("error")));
      }
    }
    return text.toString();
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asString();
  }

  private static void appendLine(StringBuilder text, @Nullable Object... parts) {
    for (Object part : parts) {
      text.append(part).append(' ');
    }
    text.append('\n');
  }
}

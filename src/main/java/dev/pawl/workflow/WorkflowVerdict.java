package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.Target;
import dev.pawl.web.TextDocument;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a workflow has passed, with everything that a person or a program needs to act on it.
 *
 * @param workflowId the id of the workflow
 * @param verdict whether the workflow has passed
 * @param reason the reason in one line
 * @param status the status of the workflow
 * @param endedReason the reason why the workflow ended; absent while it has not ended
 * @param target the source of the code
 * @param revision the commit that is examined; absent if the target is not known to be one
 * @param labels the labels
 * @param gates the gates that were evaluated, in the order of the steps
 * @param links the paths of everything that belongs to the workflow
 */
@Schema(name = "WorkflowVerdict")
public record WorkflowVerdict(
    String workflowId,
    Value verdict,
    String reason,
    WorkflowStatus status,
    @Nullable EndedReason endedReason,
    Target target,
    @Nullable SourceRevision revision,
    Map<String, String> labels,
    List<JudgedGate> gates,
    WorkflowLinks links)
    implements TextDocument {

  /** Whether a workflow has passed. */
  @Schema(name = "VerdictValue")
  public enum Value {
    /** The workflow has not ended. */
    PENDING,
    /** The workflow has completed. */
    PASSED,
    /** A gate does not hold, or a decision aborted the workflow. */
    FAILED,
    /** The workflow could not be completed for a reason other than its gates. */
    ERROR,
    /** The timeout of the workflow was exceeded. */
    TIMED_OUT,
    /** The workflow was cancelled, superseded or rolled back. */
    CANCELLED;

    /** Returns the API value, such as {@code timed_out}. */
    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Value of(WorkflowStatus status, @Nullable EndedReason reason) {
      if (!status.isEnded()) {
        return PENDING;
      }
      return switch (reason) {
        case null -> ERROR;
        case COMPLETED -> status == WorkflowStatus.COMPLETED ? PASSED : CANCELLED;
        case GATE_FAILED, DECISION_ABORTED, DECISION_TIMED_OUT -> FAILED;
        case TIMED_OUT -> TIMED_OUT;
        case CANCELLED_BY_USER, SUPERSEDED -> CANCELLED;
        case STEP_FAILED,
            INTEGRITY_VIOLATED,
            PUBLISH_CONFLICT,
            PUBLISH_REJECTED,
            WORKER_LOST,
            INTERNAL_ERROR ->
            ERROR;
      };
    }
  }

  /**
   * The result of a gate.
   *
   * @param step the step whose result the gate judged
   * @param gate the condition and the measured value, such as {@code errors <= 0 on all code: 3, failed}
   * @param passed whether the condition holds
   */
  @Schema(name = "JudgedGate")
  public record JudgedGate(String step, String gate, boolean passed) {}

  /** Returns the verdict of a workflow. */
  static WorkflowVerdict of(Workflow workflow) {
    WorkflowSpec spec = workflow.spec();
    EndedReason endedReason = workflow.endedReason().orElse(null);
    List<JudgedGate> gates =
        workflow.steps().all().stream().flatMap(step -> results(step).stream()).toList();
    Value verdict = Value.of(workflow.status(), endedReason);
    return new WorkflowVerdict(
        workflow.name(),
        verdict,
        verdict.value() + ": " + explain(workflow, verdict, gates),
        workflow.status(),
        endedReason,
        spec.target(),
        workflow.revision().orElse(null),
        spec.labels(),
        gates,
        WorkflowLinks.of(workflow.name()));
  }

  private static List<JudgedGate> results(Step step) {
    if (step.status() == StepStatus.PENDING) {
      return List.of();
    }
    return step.lastAttempt().map(WorkflowViewMapper::toVerdictViews).orElse(List.of()).stream()
        .map(verdict -> new JudgedGate(step.name(), verdict.text(), verdict.passed()))
        .toList();
  }

  private static String explain(Workflow workflow, Value verdict, List<JudgedGate> gates) {
    return switch (verdict) {
      case PENDING -> explainPending(workflow);
      case PASSED -> explainPassed(gates);
      case FAILED, ERROR, TIMED_OUT, CANCELLED -> explainFailed(workflow, gates);
    };
  }

  private static String explainPending(Workflow workflow) {
    if (workflow.status() == WorkflowStatus.AWAITING_DECISION) {
      return workflow
          .waitState()
          .decision()
          .map(decision -> "waits for a decision about %s".formatted(decision.step()))
          .orElse("waits for a decision");
    }
    List<Step> steps = workflow.steps().all();
    long ended = steps.stream().filter(step -> step.endedAt() != null).count();
    return "%s, %d of %d steps have ended"
        .formatted(workflow.status().value(), ended, steps.size());
  }

  private static String explainPassed(List<JudgedGate> gates) {
    long failed = gates.stream().filter(gate -> !gate.passed()).count();
    if (gates.isEmpty()) {
      return "completed; it has no gates";
    }
    return failed == 0
        ? "all gates hold (%d)".formatted(gates.size())
        : "completed, although %d of %d gates do not hold".formatted(failed, gates.size());
  }

  private static String explainFailed(Workflow workflow, List<JudgedGate> gates) {
    String reason = workflow.endedReason().map(EndedReason::value).orElse("unknown");
    String failures =
        gates.stream()
            .filter(gate -> !gate.passed())
            .map(gate -> "%s: %s".formatted(gate.step(), gate.gate()))
            .collect(Collectors.joining("; "));
    if (workflow.endedReason().filter(EndedReason.GATE_FAILED::equals).isPresent()
        && !failures.isEmpty()) {
      return "%s: %s".formatted(reason, failures);
    }
    return workflow
        .endedMessage()
        .map(message -> "%s: %s".formatted(reason, message.replaceAll("\\s+", " ")))
        .orElse(reason);
  }

  /** Returns the reason, which begins with the verdict. */
  @Override
  public List<String> textLines() {
    return List.of(reason);
  }
}

package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a workflow and their verdicts.
 *
 * @param workflowId the id of the workflow
 * @param verdict failed if a gate has failed, else pending if one will still be evaluated, else not_evaluated if one was
 *     not or if there is none, else passed
 * @param items the gates in the order of the steps
 */
@Schema(name = "WorkflowGates")
public record WorkflowGates(String workflowId, GateState verdict, List<EvaluatedGate> items) {

  /** Whether a gate holds. */
  @Schema(name = "GateState")
  public enum GateState {
    FAILED,
    /** The step of the gate has not ended. */
    PENDING,
    /** The workflow ended before the gate was evaluated. */
    NOT_EVALUATED,
    PASSED;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A gate with its verdict.
   *
   * @param step the step after which the gate is evaluated
   * @param text the gate and its verdict as text, such as {@code errors <= 0 on all code: 3, failed}
   * @param metric the measured value; absent if an earlier version stored only the text
   * @param operator the comparison that the value must satisfy; absent if an earlier version stored only the text
   * @param threshold the value to compare with; absent if an earlier version stored only the text
   * @param on the code that the gate applies to; absent if an earlier version stored only the text
   * @param value the measured value; absent if it was not measured
   * @param verdict whether the gate holds
   * @param comparedWith the state whose findings are not new; absent for a gate on all code
   */
  @Schema(name = "EvaluatedGate")
  public record EvaluatedGate(
      String step,
      String text,
      Gate.@Nullable Metric metric,
      Gate.@Nullable Operator operator,
      @Nullable Long threshold,
      Gate.@Nullable Scope on,
      @Nullable Long value,
      GateState verdict,
      @Nullable String comparedWith) {

    private static EvaluatedGate of(String step, Verdict verdict) {
      Gate gate = verdict.gate();
      return new EvaluatedGate(
          step,
          verdict.text(),
          gate.metric(),
          gate.operator(),
          gate.threshold(),
          gate.on(),
          verdict.isMeasured() ? verdict.value() : null,
          verdict.passed() ? GateState.PASSED : GateState.FAILED,
          verdict.comparedWith());
    }

    private static EvaluatedGate unjudged(String step, Gate gate, GateState state) {
      return new EvaluatedGate(
          step,
          gate.text(),
          gate.metric(),
          gate.operator(),
          gate.threshold(),
          gate.on(),
          null,
          state,
          null);
    }

    private static EvaluatedGate ofStoredText(String step, String text) {
      boolean passed = text.endsWith(", passed");
      return new EvaluatedGate(
          step,
          text,
          null,
          null,
          null,
          null,
          null,
          passed ? GateState.PASSED : GateState.FAILED,
          null);
    }
  }

  static WorkflowGates of(Workflow workflow) {
    List<EvaluatedGate> gates =
        workflow.steps().all().stream()
            .flatMap(step -> ofStep(step, workflow.status().isEnded()).stream())
            .toList();
    GateState verdict =
        gates.stream()
            .map(EvaluatedGate::verdict)
            .min(GateState::compareTo)
            .orElse(GateState.NOT_EVALUATED);
    return new WorkflowGates(workflow.name(), verdict, gates);
  }

  private static List<EvaluatedGate> ofStep(Step step, boolean ended) {
    Optional<Attempt> last = step.lastAttempt();
    if (last.isPresent() && !last.get().verdicts().isEmpty()) {
      return last.get().verdicts().stream()
          .map(verdict -> EvaluatedGate.of(step.name(), verdict))
          .toList();
    }
    if (last.isPresent() && !last.get().verdictTexts().isEmpty()) {
      return last.get().verdictTexts().stream()
          .map(text -> EvaluatedGate.ofStoredText(step.name(), text))
          .toList();
    }
    GateState state = ended ? GateState.NOT_EVALUATED : GateState.PENDING;
    return step.gates().stream()
        .map(gate -> EvaluatedGate.unjudged(step.name(), gate, state))
        .toList();
  }
}

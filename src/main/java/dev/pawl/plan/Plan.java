package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandFile;
import dev.pawl.gate.Gate;
import dev.pawl.plan.PlanningOptions.OptimizationLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phases and steps, determined before anything runs.
 *
 * @param type the workflow type
 * @param strategy the planning strategy: fixed, coordinated, or the name of an adaptive strategy
 * @param why the reason for the strategy
 * @param maxParallel the maximum number of steps of a parallel phase that run at the same time
 * @param optimizationLevel the share of a node that the workflow may use; unrestricted if absent
 * @param warnings the warnings for the client
 * @param wholeTargetReasons the reasons why the whole target is read even if few files are in scope; empty if only what these
 *     files need is read
 * @param systemState the system state that an adaptive plan is based on
 */
public record Plan(
    String type,
    String strategy,
    String why,
    int maxParallel,
    @Nullable OptimizationLevel optimizationLevel,
    List<PlannedPhase> phases,
    List<String> warnings,
    List<String> wholeTargetReasons,
    @Nullable SystemState systemState) {

  /** The command that changes the target. */
  public static final String PUBLISH = "publish/apply";

  private static final int MAX_NAME_LENGTH = 63;

  /** Returns whether the plan changes the target, unless it fails or is a dry run. */
  public boolean publishes() {
    return phases.stream()
        .flatMap(phase -> phase.steps().stream())
        .anyMatch(step -> step.command().equals(PUBLISH));
  }

  /** Returns a copy with further warnings. */
  public Plan withWarnings(List<String> further) {
    var all = new ArrayList<>(warnings);
    all.addAll(further);
    return new Plan(
        type,
        strategy,
        why,
        maxParallel,
        optimizationLevel,
        phases,
        List.copyOf(all),
        wholeTargetReasons,
        systemState);
  }

  /** The execution order of the steps of a phase. */
  @Schema(name = "PhaseKind")
  public enum PhaseKind {
    /** In parallel. */
    PARALLEL,
    /** In sequence. */
    SEQUENTIAL;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A group of steps.
   *
   * @param timeout the timeout of the whole phase; if absent, only the timeouts of the steps apply
   */
  public record PlannedPhase(
      String name, PhaseKind kind, @Nullable Duration timeout, List<PlannedStep> steps) {}

  /**
   * A command with all values that were determined for it.
   *
   * @param arguments the arguments as typed
   * @param modifies whether the command may change files of the workspace or the target
   * @param timeout the maximum duration of one attempt
   * @param gates the conditions that must hold after the step
   * @param definition the current definition of a command that a file defines
   * @param points the points charged to the budget of the workflow
   * @param dependencies the commands that run before it if they are requested too
   * @param compensation the command that undoes effects outside of the workspace
   * @param targetRules what the configuration of the target adds when the workflow runs
   */
  public record PlannedStep(
      String name,
      String command,
      String arguments,
      boolean modifies,
      Duration timeout,
      OnFailure onFailure,
      List<Gate> gates,
      @Nullable CommandFile definition,
      int points,
      List<String> dependencies,
      @Nullable Compensation compensation,
      TargetRules targetRules) {}

  /**
   * What the configuration of a target adds to a step when the workflow runs. That of a repository is not known before.
   *
   * @param gates whether its gates apply to the step
   * @param onFailure whether its action on failure applies to the step
   */
  public record TargetRules(boolean gates, boolean onFailure) {

    /** Nothing: the configuration was already considered in the plan. */
    public static final TargetRules NONE = new TargetRules(false, false);
  }

  /**
   * The command that compensates a step.
   *
   * @param definition the current definition of a command that a file defines
   */
  public record Compensation(String command, @Nullable CommandFile definition, Duration timeout) {

    /**
     * Creates the compensation step. A failure does not prevent the compensation of other steps. The name is truncated
     * to 63 characters.
     */
    public PlannedStep toStep(String name, String arguments) {
      return new PlannedStep(
          name.substring(0, Math.min(MAX_NAME_LENGTH, name.length())),
          command,
          arguments,
          false,
          timeout,
          OnFailure.CONTINUE,
          List.of(),
          definition,
          0,
          List.of(),
          null,
          TargetRules.NONE);
    }
  }

  /** Returns all steps in plan order. */
  public List<PlannedStep> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** The action after the failure of a step. */
  @Schema(name = "OnFailure")
  public enum OnFailure {
    /** The workflow fails; the target stays as it was. */
    ABORT,
    /** The changes of the step are discarded and the next step runs. */
    CONTINUE,
    /** The workflow waits for a decision. */
    DECIDE,
    /** The workspace is reset to the snapshot and the workflow ends as rolled back. */
    ROLLBACK;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the action with this name, if any. */
    static Optional<OnFailure> find(@Nullable String text) {
      return Arrays.stream(values()).filter(action -> action.value().equals(text)).findFirst();
    }

    /**
     * Returns the action with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static OnFailure of(String text) {
      return find(text)
          .orElseThrow(() ->
              new IllegalArgumentException("is not one of abort, continue, decide and rollback"));
    }
  }
}

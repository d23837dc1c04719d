package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandFile;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Planning.OptimizationLevel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Phases and steps, decided before anything runs.
 *
 * @param type the workflow type it came from
 * @param strategy how it was made: fixed, coordinated, or the name of an adaptive strategy
 * @param why what spoke for the strategy
 * @param maxParallel how many steps of a parallel phase may run beside each other
 * @param optimizationLevel how much of a node it may use; as much as it gives when absent
 * @param warnings what whoever asked should know
 * @param systemState what an adaptive plan looked at
 */
public record Plan(
    String type,
    String strategy,
    String why,
    int maxParallel,
    @Nullable OptimizationLevel optimizationLevel,
    List<PlannedPhase> phases,
    List<String> warnings,
    @Nullable SystemState systemState) {

  private static final int LONGEST_NAME = 63;

  /** How the steps of a phase may run. */
  public enum PhaseKind {
    /** Beside each other. */
    PARALLEL,
    /** One after the other. */
    SEQUENTIAL;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Steps that belong together.
   *
   * @param timeout for the whole phase; none but the steps' own when absent
   */
  public record PlannedPhase(
      String name, PhaseKind kind, @Nullable Duration timeout, List<PlannedStep> steps) {}

  /**
   * One command with all that was decided for it.
   *
   * @param arguments as typed
   * @param modifies whether it may change files of the workspace or the target
   * @param timeout how long one attempt may take
   * @param gates conditions that must hold after it
   * @param definition of a command that a file defines, as it is now
   * @param points what it costs of the workflow's budget (2-behaviour, 4.1)
   * @param dependencies commands that come before it where they are asked for too
   * @param compensation takes back what it did outside of the workspace
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
      @Nullable Compensation compensation) {}

  /**
   * The command that takes a step back.
   *
   * @param definition when a file defines it, as it is now
   */
  public record Compensation(String command, @Nullable CommandFile definition, Duration timeout) {

    /** The step that runs it; that it fails keeps no other from being taken back. A long name is cut. */
    public PlannedStep step(String name, String arguments) {
      return new PlannedStep(
          name.substring(0, Math.min(LONGEST_NAME, name.length())),
          command,
          arguments,
          false,
          timeout,
          OnFailure.CONTINUE,
          List.of(),
          definition,
          0,
          List.of(),
          null);
    }
  }

  /** All steps, in plan order. */
  public List<PlannedStep> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** What happens when a step fails. */
  public enum OnFailure {
    /** The workflow fails; the target stays as it was. */
    ABORT,
    /** The step's changes are dropped and the next step runs. */
    CONTINUE,
    /** The workflow waits for an answer. */
    DECIDE,
    /** The workspace goes back to the snapshot and the workflow ends as rolled back. */
    ROLLBACK;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The action of this name, if it is one. */
    static Optional<OnFailure> find(@Nullable String text) {
      return Arrays.stream(values()).filter(action -> action.json().equals(text)).findFirst();
    }

    /**
     * The action of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    @JsonCreator
    public static OnFailure of(String text) {
      return find(text)
          .orElseThrow(() ->
              new IllegalArgumentException("is not one of abort, continue, decide and rollback"));
    }
  }
}

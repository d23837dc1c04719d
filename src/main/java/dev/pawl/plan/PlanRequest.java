package dev.pawl.plan;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, as far as it concerns the plan.
 *
 * @param type the name of a workflow type
 * @param wanted for types that are planned from commands
 * @param gates instead of the type's own, when given
 * @param onFailure by step name
 * @param targetGates what the target's configuration adds to the type's own, unless the request has gates
 * @param targetOnFailure what the target's configuration says for steps that the request does not name
 * @param interactive whether somebody is there to decide, where nothing else is said of a failure
 * @param target what to plan for; absent when the request has none that is good
 * @param knownFindings how many findings the last run on the target had
 */
public record PlanRequest(
    String type,
    List<Wanted> wanted,
    @Nullable List<Gate> gates,
    Map<String, OnFailure> onFailure,
    List<Gate> targetGates,
    Map<String, OnFailure> targetOnFailure,
    Planning planning,
    boolean interactive,
    @Nullable Target target,
    OptionalLong knownFindings) {

  /** The field in which the request names its commands; there must be some. */
  String list() {
    String field = wanted.getFirst().field();
    return field.contains("[") ? field.substring(0, field.indexOf('[')) : field;
  }

  /**
   * One command that is asked for.
   *
   * @param field where the request names it, for faults
   * @param name of the step; made from the command's when absent
   * @param arguments as typed
   */
  public record Wanted(
      String field,
      String command,
      @Nullable String name,
      String arguments,
      @Nullable Duration timeout,
      @Nullable OnFailure onFailure,
      @Nullable List<Gate> gates) {

    /** A command without anything special. */
    public static Wanted command(String field, String command) {
      return new Wanted(field, command, null, "", null, null, null);
    }
  }
}

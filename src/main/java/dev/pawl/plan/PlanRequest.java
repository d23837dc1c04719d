package dev.pawl.plan;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The input of the planner.
 *
 * @param type the name of a workflow type
 * @param requestedCommands the requested commands, for types that are planned from commands
 * @param gates the gates that replace those of the type, if given
 * @param onFailure the actions after a failure, by step name
 * @param targetGates the gates that the target's configuration adds to those of the type, unless the request has gates
 * @param targetOnFailure the actions of the target's configuration, for steps that the request does not name
 * @param interactive whether a failure without a configured action leads to a decision
 * @param target the target; absent if the request has no valid target
 * @param knownFindings the number of findings of the last run on the target, which only adaptive plans need
 */
public record PlanRequest(
    String type,
    List<RequestedCommand> requestedCommands,
    @Nullable List<Gate> gates,
    Map<String, OnFailure> onFailure,
    List<Gate> targetGates,
    Map<String, OnFailure> targetOnFailure,
    PlanningOptions planning,
    boolean interactive,
    @Nullable Target target,
    Supplier<OptionalLong> knownFindings) {

  /** Returns whether the request or the target has gates; those of the request replace those of the target. */
  boolean hasGates() {
    return gates == null ? !targetGates.isEmpty() : !gates.isEmpty();
  }

  /** Returns whether the request may have gates: those of a repository are not known before its workflow runs. */
  boolean mayHaveGates() {
    return hasGates() || gates == null && isRepository();
  }

  /** Returns whether the target is a repository, whose configuration is not known before its workflow runs. */
  boolean isRepository() {
    return target != null && target.git() != null;
  }

  /** Returns the request field that lists the commands. There must be at least one command. */
  String commandsField() {
    String field = requestedCommands.getFirst().field();
    return field.contains("[") ? field.substring(0, field.indexOf('[')) : field;
  }

  /**
   * A requested command.
   *
   * @param field the request field that names it, for error messages
   * @param name the name of the step; derived from the command if absent
   * @param arguments the arguments as typed
   */
  public record RequestedCommand(
      String field,
      String command,
      @Nullable String name,
      String arguments,
      @Nullable Duration timeout,
      @Nullable OnFailure onFailure,
      @Nullable List<Gate> gates) {

    /** Returns whether the request states more than the command. */
    boolean hasOptions() {
      return name != null
          || !arguments.isEmpty()
          || timeout != null
          || onFailure != null
          || gates != null;
    }

    /** Creates a requested command without options. */
    public static RequestedCommand command(String field, String command) {
      return new RequestedCommand(field, command, null, "", null, null, null);
    }
  }
}

package dev.pawl.plan;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.plan.PlanDraft.DraftStep;
import dev.pawl.plan.PlanRequest.RequestedCommand;
import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.registry.CommandResolution;
import dev.pawl.registry.RegisteredCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.validation.Errors;

/** Converts the requested commands to steps and rejects invalid ones with an error at their field. */
final class StepSelector {

  /** The commands that only the planner adds; they cannot be requested by name. */
  static final Set<String> PLANNER_COMMANDS =
      Set.of(
          "safety/check",
          "snapshot/create",
          "performance/baseline",
          "integrity/check",
          Plan.PUBLISH);

  /** The names of the steps that the planner adds. */
  static final Set<String> PLANNER_STEPS =
      Set.of("safety_check", "create_snapshot", "measure_baseline", "integrity_check", "publish");

  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
  private static final int MAX_ARGUMENTS_LENGTH = 10_000;

  private final CommandRegistry commands;
  private final CommandCatalog catalog;
  private final Errors errors;
  private final List<String> warnings;
  private final Set<String> usedNames = new HashSet<>(PLANNER_STEPS);

  StepSelector(
      CommandRegistry commands, CommandCatalog catalog, Errors errors, List<String> warnings) {
    this.commands = commands;
    this.catalog = catalog;
    this.errors = errors;
    this.warnings = warnings;
  }

  /** Returns the steps in the order of the request. Duplicates without a name of their own are removed. */
  List<DraftStep> select(List<RequestedCommand> requestedCommands) {
    var steps = new ArrayList<DraftStep>();
    var seen = new HashSet<String>();
    for (RequestedCommand requested : requestedCommands) {
      checkSyntax(requested);
      Optional<RegisteredCommand> entry = resolve(requested);
      boolean hasName = requested.name() != null;
      if (entry.isPresent()
          && (seen.add(entry.get().name() + "\0" + requested.arguments()) || hasName)) {
        steps.add(
            new DraftStep(
                stepName(requested, entry.get()),
                entry.get(),
                requested.arguments(),
                requested.timeout(),
                requested.onFailure(),
                requested.gates()));
      }
    }
    checkConflicts(requestedCommands, steps);
    checkFinalVerification(requestedCommands, steps);
    return steps;
  }

  private void checkSyntax(RequestedCommand requested) {
    String arguments = requested.arguments();
    if (arguments.indexOf('\0') >= 0 || arguments.length() > MAX_ARGUMENTS_LENGTH) {
      errors.rejectValue(
          requested.field() + ".arguments",
          "invalid",
          "must be at most 10000 characters long and must not contain NUL");
    }
    if (requested.name() != null && !requested.name().matches("[a-z0-9][a-z0-9_-]{0,62}")) {
      errors.rejectValue(
          requested.field() + ".name",
          "invalid",
          "must be 1 to 63 lower-case letters, digits, _ or -, and begin with a letter or digit");
    }
    Duration timeout = requested.timeout();
    if (timeout != null && (timeout.toSeconds() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0)) {
      errors.rejectValue(requested.field() + ".timeout", "out_of_range", "must be from 1s to 24h");
    }
  }

  private Optional<RegisteredCommand> resolve(RequestedCommand requested) {
    CommandResolution resolution = catalog.resolve(requested.command());
    RegisteredCommand entry = resolution.entry();
    if (entry == null || PLANNER_COMMANDS.contains(entry.name())) {
      errors.rejectValue(requested.field(), "unknown_command", unknownCommandMessage(resolution));
      return Optional.empty();
    }
    Optional<String> rejection = commands.rejectionReason(entry);
    List<String> planningErrors = catalog.graph().planningErrors(entry.name());
    if (rejection.isPresent() || !planningErrors.isEmpty()) {
      rejection.ifPresent(reason ->
          errors.rejectValue(requested.field(), "not_executable", entry.name() + " " + reason));
      planningErrors.forEach(planningError ->
          errors.rejectValue(
              requested.field(),
              "dependencies",
              entry.name() + " cannot be planned: " + planningError));
      return Optional.empty();
    }
    findCompensationError(entry)
        .ifPresent(reason ->
            errors.rejectValue(requested.field(), "compensation", entry.name() + " " + reason));
    commands
        .argumentsRejection(entry, requested.arguments())
        .ifPresent(reason ->
            errors.rejectValue(requested.field() + ".arguments", "unknown_option", reason));
    if (resolution.rule() == CommandResolution.Rule.FUZZY) {
      warnings.add(
          "%s was resolved to %s, the only command with a similar name"
              .formatted(requested.command(), entry.name()));
    }
    return Optional.of(entry);
  }

  private Optional<String> findCompensationError(RegisteredCommand entry) {
    String name = entry.file() == null ? null : entry.file().compensate();
    if (name == null) {
      return Optional.empty();
    }
    Optional<RegisteredCommand> compensation = catalog.find(name);
    if (compensation.isEmpty()) {
      return Optional.of("is compensated by %s, which is not a command".formatted(name));
    }
    return commands
        .rejectionReason(compensation.get())
        .map(reason -> "is compensated by %s, which %s".formatted(name, reason));
  }

  private String unknownCommandMessage(CommandResolution resolution) {
    List<String> similar =
        resolution.suggestions().stream().filter(name -> !PLANNER_COMMANDS.contains(name)).toList();
    if (!similar.isEmpty()) {
      return "is not a known command; similar names are " + String.join(", ", similar);
    }
    var commandNames =
        catalog.all().stream()
            .map(RegisteredCommand::name)
            .filter(name -> !PLANNER_COMMANDS.contains(name))
            .limit(20)
            .toList();
    return "is not one of " + String.join(", ", commandNames);
  }

  private String stepName(RequestedCommand requested, RegisteredCommand entry) {
    String requestedName = requested.name();
    if (requestedName != null) {
      if (!usedNames.add(requestedName)) {
        errors.rejectValue(
            requested.field() + ".name", "repeated", "is already the name of another step");
      }
      return requestedName;
    }
    String base = baseName(entry.name());
    String name = base;
    for (int i = 2; !usedNames.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /** Derives a step name from a command name; the prefix {@code quality/} is omitted. */
  static String baseName(String command) {
    String path = command.startsWith("quality/") ? command.substring(8) : command;
    String name = path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "_");
    String trimmed = name.replaceAll("^[_-]+", "");
    return trimmed.isEmpty() ? "step" : trimmed.substring(0, Math.min(50, trimmed.length()));
  }

  private void checkConflicts(List<RequestedCommand> requestedCommands, List<DraftStep> steps) {
    for (DraftStep step : steps) {
      CommandSpec spec = step.command().spec();
      for (Map.Entry<String, Severity> conflict : spec.conflicts().entrySet()) {
        String conflicting = catalog.graph().resolve(conflict.getKey()).orElse("");
        if (steps.stream().noneMatch(candidate -> candidate.command().name().equals(conflicting))) {
          continue;
        }
        if (conflict.getValue() == Severity.ERROR) {
          errors.rejectValue(
              listField(requestedCommands),
              "conflict",
              "contain %s and %s, which cannot be used together"
                  .formatted(spec.name(), conflicting));
        } else {
          warnings.add(
              "%s and %s may have conflicting effects".formatted(conflicting, spec.name()));
        }
      }
    }
  }

  /** Rejects a step that has the name reserved for a final verification. */
  private void checkFinalVerification(
      List<RequestedCommand> requestedCommands, List<DraftStep> steps) {
    for (DraftStep step : steps) {
      String reservedName = PhaseAssigner.FINAL_PREFIX + step.name();
      if (step.command().name().equals(PhaseAssigner.VERIFY)
          && steps.stream().anyMatch(candidate -> candidate.name().equals(reservedName))) {
        errors.rejectValue(
            listField(requestedCommands),
            "repeated",
            "contain a step named %s, which is reserved for the final verification of %s"
                .formatted(reservedName, step.name()));
      }
    }
  }

  private static String listField(List<RequestedCommand> requestedCommands) {
    String field = requestedCommands.getFirst().field();
    return field.contains("[") ? field.substring(0, field.indexOf('[')) : field;
  }
}

package dev.pawl.plan;

import dev.pawl.command.CommandSpec;
import dev.pawl.command.Severity;
import dev.pawl.plan.Draft.DraftStep;
import dev.pawl.plan.PlanRequest.Wanted;
import dev.pawl.registry.Catalog;
import dev.pawl.registry.CommandEntry;
import dev.pawl.registry.Commands;
import dev.pawl.registry.Resolution;
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
final class Choosing {

  /** The commands that only the planner adds; they cannot be requested by name. */
  static final Set<String> PLACED =
      Set.of(
          "safety/check",
          "snapshot/create",
          "performance/baseline",
          "integrity/check",
          "publish/apply");

  /** The names of the steps that the planner adds. */
  static final Set<String> PLACED_STEPS =
      Set.of("safety_check", "create_snapshot", "measure_baseline", "integrity_check", "publish");

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int LONGEST_ARGUMENTS = 10_000;

  private final Commands commands;
  private final Catalog catalog;
  private final Errors errors;
  private final List<String> warnings;
  private final Set<String> names = new HashSet<>(PLACED_STEPS);

  Choosing(Commands commands, Catalog catalog, Errors errors, List<String> warnings) {
    this.commands = commands;
    this.catalog = catalog;
    this.errors = errors;
    this.warnings = warnings;
  }

  /** Returns the steps in the order of the request. Duplicates without a name of their own are removed. */
  List<DraftStep> steps(List<Wanted> wanted) {
    var steps = new ArrayList<DraftStep>();
    var repeats = new HashSet<String>();
    for (Wanted one : wanted) {
      checkForm(one);
      Optional<CommandEntry> entry = entry(one);
      boolean named = one.name() != null;
      if (entry.isPresent()
          && (repeats.add(entry.get().name() + "\0" + one.arguments()) || named)) {
        steps.add(
            new DraftStep(
                name(one, entry.get()),
                entry.get(),
                one.arguments(),
                one.timeout(),
                one.onFailure(),
                one.gates()));
      }
    }
    checkConflicts(wanted, steps);
    checkLastLook(wanted, steps);
    return steps;
  }

  private void checkForm(Wanted one) {
    String arguments = one.arguments();
    if (arguments.indexOf('\0') >= 0 || arguments.length() > LONGEST_ARGUMENTS) {
      errors.rejectValue(
          one.field() + ".arguments",
          "invalid",
          "must have at most 10000 characters and must not contain NUL");
    }
    if (one.name() != null && !one.name().matches("[a-z0-9][a-z0-9_-]{0,62}")) {
      errors.rejectValue(
          one.field() + ".name",
          "invalid",
          "must be 1 to 63 lower-case letters, digits, _ or -, and begin with a letter or digit");
    }
    Duration timeout = one.timeout();
    if (timeout != null && (timeout.toSeconds() < 1 || timeout.compareTo(LONGEST) > 0)) {
      errors.rejectValue(one.field() + ".timeout", "out_of_range", "must be from 1s to 24h");
    }
  }

  private Optional<CommandEntry> entry(Wanted one) {
    Resolution found = catalog.resolve(one.command());
    CommandEntry entry = found.entry();
    if (entry == null || PLACED.contains(entry.name())) {
      errors.rejectValue(one.field(), "unknown_command", unknown(found));
      return Optional.empty();
    }
    Optional<String> refusal = commands.refusal(entry);
    List<String> faults = catalog.graph().faults(entry.name());
    if (refusal.isPresent() || !faults.isEmpty()) {
      refusal.ifPresent(
          why -> errors.rejectValue(one.field(), "not_executable", entry.name() + " " + why));
      faults.forEach(fault ->
          errors.rejectValue(
              one.field(), "dependencies", entry.name() + " cannot be planned: " + fault));
      return Optional.empty();
    }
    compensationFault(entry)
        .ifPresent(
            why -> errors.rejectValue(one.field(), "compensation", entry.name() + " " + why));
    if (found.rule() == Resolution.Rule.FUZZY) {
      warnings.add(
          "%s was resolved to %s, the only command with a similar name"
              .formatted(one.command(), entry.name()));
    }
    return Optional.of(entry);
  }

  private Optional<String> compensationFault(CommandEntry entry) {
    String name = entry.file() == null ? null : entry.file().compensate();
    if (name == null) {
      return Optional.empty();
    }
    Optional<CommandEntry> found = catalog.find(name);
    if (found.isEmpty()) {
      return Optional.of("is compensated by %s, which is not a command".formatted(name));
    }
    return commands
        .refusal(found.get())
        .map(why -> "is compensated by %s, which %s".formatted(name, why));
  }

  private String unknown(Resolution found) {
    List<String> near =
        found.suggestions().stream().filter(name -> !PLACED.contains(name)).toList();
    if (!near.isEmpty()) {
      return "is not a known command; similar names are " + String.join(", ", near);
    }
    var known =
        catalog.all().stream()
            .map(CommandEntry::name)
            .filter(name -> !PLACED.contains(name))
            .limit(20)
            .toList();
    return "is not one of " + String.join(", ", known);
  }

  private String name(Wanted one, CommandEntry entry) {
    String wanted = one.name();
    if (wanted != null) {
      if (!names.add(wanted)) {
        errors.rejectValue(
            one.field() + ".name", "repeated", "is already the name of another step");
      }
      return wanted;
    }
    String base = base(entry.name());
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /** Derives a step name from a command name; the prefix {@code quality/} is omitted. */
  static String base(String command) {
    String path = command.startsWith("quality/") ? command.substring(8) : command;
    String name = path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "_");
    String plain = name.replaceAll("^[_-]+", "");
    return plain.isEmpty() ? "step" : plain.substring(0, Math.min(50, plain.length()));
  }

  private void checkConflicts(List<Wanted> wanted, List<DraftStep> steps) {
    for (DraftStep step : steps) {
      CommandSpec spec = step.command().spec();
      for (Map.Entry<String, Severity> conflict : spec.conflicts().entrySet()) {
        String other = catalog.graph().named(conflict.getKey()).orElse("");
        if (steps.stream().noneMatch(one -> one.command().name().equals(other))) {
          continue;
        }
        if (conflict.getValue() == Severity.ERROR) {
          errors.rejectValue(
              list(wanted),
              "conflict",
              "contain %s and %s, which cannot be used together".formatted(spec.name(), other));
        } else {
          warnings.add("%s and %s may have conflicting effects".formatted(other, spec.name()));
        }
      }
    }
  }

  /** Rejects a step that has the name reserved for a final verification. */
  private void checkLastLook(List<Wanted> wanted, List<DraftStep> steps) {
    for (DraftStep step : steps) {
      String last = Placement.FINAL + step.name();
      if (step.command().name().equals(Placement.VERIFY)
          && steps.stream().anyMatch(other -> other.name().equals(last))) {
        errors.rejectValue(
            list(wanted),
            "repeated",
            "contain a step named %s, which is reserved for the final verification of %s"
                .formatted(last, step.name()));
      }
    }
  }

  private static String list(List<Wanted> wanted) {
    String field = wanted.getFirst().field();
    return field.contains("[") ? field.substring(0, field.indexOf('[')) : field;
  }
}

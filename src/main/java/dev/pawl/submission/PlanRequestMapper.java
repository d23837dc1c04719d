package dev.pawl.submission;

import dev.pawl.builtin.FormatPreview;
import dev.pawl.command.Arguments;
import dev.pawl.gate.Gate;
import dev.pawl.gate.GatePreset;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.PlanRequest;
import dev.pawl.plan.PlanRequest.RequestedCommand;
import dev.pawl.plan.PlanningOptions;
import dev.pawl.submission.WorkflowRequest.GateRequest;
import dev.pawl.submission.WorkflowRequest.StepRequest;
import dev.pawl.target.ConfigurationRules;
import dev.pawl.target.Target;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.web.StrictJsonReader;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workspace.WorkspaceService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import tools.jackson.databind.JsonNode;

/** Maps a submission and the configuration of its target to the input of the planner. */
@Component
class PlanRequestMapper {

  /** The maximum number of commands, steps, and gates of a step. */
  private static final int MAX_ENTRIES = 100;

  private static final Logger log = LoggerFactory.getLogger(PlanRequestMapper.class);

  /** The commands whose option {@code --with} names formatters. */
  private static final Set<String> FORMATTING =
      Set.of("format", "quality/format", "optimize_imports", "quality/optimize_imports");

  private static final String WITH = "--with=";

  private final WorkspaceService workspaces;
  private final WorkflowService workflows;
  private final FormatPreview formatPreview;
  private final ConfigurationRules rules;

  PlanRequestMapper(
      WorkspaceService workspaces,
      WorkflowService workflows,
      FormatPreview formatPreview,
      ConfigurationRules rules) {
    this.workspaces = workspaces;
    this.workflows = workflows;
    this.formatPreview = formatPreview;
    this.rules = rules;
  }

  /** Returns the input of the planner. Errors are recorded in {@code errors}. */
  PlanRequest toPlanRequest(WorkflowRequest submission, Optional<Target> target, Errors errors) {
    Optional<TargetConfig> config = target.map(workspaces::config);
    return new PlanRequest(
        resolveType(submission, config),
        requestedCommands(submission, errors),
        requestedGates(submission.gatePreset(), submission.gates(), errors),
        submission.onFailure() == null ? Map.of() : submission.onFailure(),
        config.map(existing -> targetGates(existing, errors)).orElse(List.of()),
        config.map(PlanRequestMapper::targetOnFailure).orElse(Map.of()),
        resolvePlanning(submission.planning(), config, errors),
        Boolean.TRUE.equals(submission.interactive()),
        target.orElse(null),
        () ->
            target
                .map(resolved -> workflows.countLastFindings(resolved.name()))
                .orElse(OptionalLong.empty()));
  }

  private static String resolveType(WorkflowRequest submission, Optional<TargetConfig> config) {
    if (submission.type() != null) {
      return submission.type();
    }
    boolean hasCommands = submission.commands() != null || submission.steps() != null;
    return hasCommands ? "custom" : config.map(TargetConfig::defaultWorkflow).orElse("standard");
  }

  private List<RequestedCommand> requestedCommands(WorkflowRequest submission, Errors errors) {
    var requested = new ArrayList<RequestedCommand>();
    if (submission.commands() != null && submission.steps() != null) {
      errors.rejectValue("steps", "ambiguous", "cannot be combined with commands");
    } else if (isTooLong("commands", submission.commands(), errors)
        || isTooLong("steps", submission.steps(), errors)) {
      return List.of();
    } else if (submission.commands() != null) {
      for (int i = 0; i < submission.commands().size(); i++) {
        String field = "commands[" + i + "]";
        String command = submission.commands().get(i);
        if (command == null) {
          errors.rejectValue(field, "missing", "must be a string");
        } else {
          requested.add(RequestedCommand.command(field, command));
        }
      }
    } else if (submission.steps() != null) {
      for (int i = 0; i < submission.steps().size(); i++) {
        toRequestedCommand("steps[" + i + "]", submission.steps().get(i), errors)
            .ifPresent(requested::add);
      }
    }
    return requested;
  }

  private static boolean isTooLong(String field, @Nullable List<?> entries, Errors errors) {
    boolean tooLong = entries != null && entries.size() > MAX_ENTRIES;
    if (tooLong) {
      errors.rejectValue(
          field, "too_many", "must contain at most %d entries".formatted(MAX_ENTRIES));
    }
    return tooLong;
  }

  private Optional<RequestedCommand> toRequestedCommand(
      String field, @Nullable StepRequest step, Errors errors) {
    if (step == null || step.command() == null) {
      errors.rejectValue(field, "incomplete", "must have a command");
      return Optional.empty();
    }
    checkFormatters(field, step, errors);
    Duration timeout = null;
    if (step.timeout() != null) {
      timeout = parseDuration(step.timeout()).orElse(null);
      if (timeout == null) {
        errors.rejectValue(field + ".timeout", "invalid", "is not a duration such as 90s or PT2M");
      }
    }
    return Optional.of(
        new RequestedCommand(
            field,
            step.command(),
            step.name(),
            arguments(step),
            timeout,
            step.onFailure(),
            toGates(field + ".gates", step.gates(), errors)));
  }

  /** Checks that the arguments of a step that formats name only formatters that exist. */
  private void checkFormatters(String field, StepRequest step, Errors errors) {
    if (step.arguments() == null || !FORMATTING.contains(step.command())) {
      return;
    }
    Set<String> known =
        formatPreview.formatterNames().values().stream()
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    new Arguments(step.arguments())
        .words().stream()
            .filter(word -> word.startsWith(WITH))
            .flatMap(word -> Arrays.stream(word.substring(WITH.length()).split(",")))
            .filter(name -> !known.contains(name))
            .forEach(name ->
                errors.rejectValue(
                    field + ".arguments",
                    "unknown_formatter",
                    "names the unknown formatter %s; accepted: %s"
                        .formatted(name, String.join(", ", known))));
  }

  private static String arguments(StepRequest step) {
    String arguments = step.arguments() == null ? "" : step.arguments();
    return Boolean.TRUE.equals(step.allowEmpty())
        ? (arguments + " --allow-empty").strip()
        : arguments;
  }

  /** Parses a duration such as 90s or PT2M. Returns empty if the text is not a duration. */
  static Optional<Duration> parseDuration(String text) {
    try {
      return Optional.of(DurationStyle.detectAndParse(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the gates of a request, followed by those of its preset; null if it states neither, so that the gates of the
   * type and of the target apply.
   */
  static @Nullable List<Gate> requestedGates(
      @Nullable GatePreset preset, @Nullable List<@Nullable GateRequest> requested, Errors errors) {
    List<Gate> gates = toGates("gates", requested, errors);
    if (preset == null) {
      return gates;
    }
    if (preset == GatePreset.OFF && requested != null && !requested.isEmpty()) {
      errors.rejectValue("gate_preset", "contradiction", "cannot be off together with gates");
    }
    var all = new ArrayList<Gate>(gates == null ? List.of() : gates);
    all.addAll(preset.gates());
    return all;
  }

  static @Nullable List<Gate> toGates(
      String field, @Nullable List<@Nullable GateRequest> requested, Errors errors) {
    if (requested == null) {
      return null;
    }
    if (isTooLong(field, requested, errors)) {
      return List.of();
    }
    var gates = new ArrayList<Gate>();
    for (int i = 0; i < requested.size(); i++) {
      var gate = toGate(requested.get(i));
      if (gate.isEmpty()) {
        errors.rejectValue(
            field + "[" + i + "]",
            "incomplete",
            "must have metric, operator and threshold with known values");
      }
      gate.ifPresent(gates::add);
    }
    return gates;
  }

  private static Optional<Gate> toGate(@Nullable GateRequest gate) {
    if (gate == null
        || gate.metric() == null
        || gate.operator() == null
        || gate.threshold() == null) {
      return Optional.empty();
    }
    Gate.Scope scope = gate.on() == null ? Gate.Scope.ALL : gate.on();
    return Optional.of(new Gate(gate.metric(), gate.operator(), gate.threshold(), scope));
  }

  /** Returns the gates of the target's configuration. A gate that cannot be read is an error, as it cannot be applied. */
  private List<Gate> targetGates(TargetConfig config, Errors errors) {
    List<Fault> faults =
        rules.check(config).stream().filter(fault -> fault.pointer().startsWith("/gate")).toList();
    faults.forEach(fault ->
        errors.rejectValue(
            "target",
            "invalid_configuration",
            "has a gate in its .quality-config.json that cannot be applied: " + fault.text()));
    if (!faults.isEmpty()) {
      return List.of();
    }
    var gates = new ArrayList<Gate>();
    for (JsonNode node : config.gates()) {
      toGate(StrictJsonReader.MAPPER.convertValue(node, GateRequest.class)).ifPresent(gates::add);
    }
    config.gatePreset().map(GatePreset::of).ifPresent(preset -> gates.addAll(preset.gates()));
    return gates;
  }

  /** Returns the errors of a target's configuration, as warnings of a plan. */
  List<String> configurationWarnings(Target target) {
    return rules.check(workspaces.config(target)).stream()
        .map(fault -> ".quality-config.json: " + fault.text())
        .toList();
  }

  private static Map<String, OnFailure> targetOnFailure(TargetConfig config) {
    var actions = new TreeMap<String, OnFailure>();
    config
        .onFailure()
        .forEach((step, action) -> {
          try {
            actions.put(step, OnFailure.of(action));
          } catch (IllegalArgumentException e) {
            log.debug(
                "Invalid on_failure action of a target ignored: action={}, step={}",
                action,
                step,
                e);
          }
        });
    return actions;
  }

  private static PlanningOptions resolvePlanning(
      @Nullable PlanningOptions requested, Optional<TargetConfig> config, Errors errors) {
    PlanningOptions planning = requested == null ? PlanningOptions.DEFAULT : requested;
    Integer maxParallel = planning.maxParallel();
    if (maxParallel != null && (maxParallel < 1 || maxParallel > 8)) {
      errors.rejectValue("planning.max_parallel", "out_of_range", "must be from 1 to 8");
    }
    boolean sequential =
        config.map(TargetConfig::parallelExecution).filter(parallel -> !parallel).isPresent();
    return sequential ? planning.withMaxParallel(1) : planning;
  }
}

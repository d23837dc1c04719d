package dev.pawl.submission;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.PlanRequest;
import dev.pawl.plan.PlanRequest.Wanted;
import dev.pawl.plan.Planning;
import dev.pawl.submission.Submission.GateRequest;
import dev.pawl.submission.Submission.StepRequest;
import dev.pawl.workflow.BodyReader;
import dev.pawl.workflow.Workflows;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.TargetConfig;
import dev.pawl.workspace.Workspaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import tools.jackson.core.JacksonException;

/** Maps a submission and the configuration of its target to the input of the planner. */
@Component
class PlanRequests {

  private static final Logger log = LoggerFactory.getLogger(PlanRequests.class);

  private final Workspaces workspaces;
  private final Workflows workflows;

  PlanRequests(Workspaces workspaces, Workflows workflows) {
    this.workspaces = workspaces;
    this.workflows = workflows;
  }

  /** Returns the input of the planner. Errors are recorded in {@code errors}. */
  PlanRequest of(Submission submission, Optional<Target> target, Errors errors) {
    Optional<TargetConfig> config = target.map(workspaces::config);
    return new PlanRequest(
        type(submission, config),
        wanted(submission, errors),
        gates("gates", submission.gates(), errors),
        submission.onFailure() == null ? Map.of() : submission.onFailure(),
        config.map(PlanRequests::ownGates).orElse(List.of()),
        config.map(PlanRequests::ownActions).orElse(Map.of()),
        planning(submission.planning(), config, errors),
        Boolean.TRUE.equals(submission.interactive()),
        target.orElse(null),
        target.map(one -> workflows.knownFindings(one.name())).orElse(OptionalLong.empty()));
  }

  private static String type(Submission submission, Optional<TargetConfig> config) {
    if (submission.type() != null) {
      return submission.type();
    }
    boolean brings = submission.commands() != null || submission.steps() != null;
    return brings ? "custom" : config.map(TargetConfig::defaultWorkflow).orElse("standard");
  }

  private static List<Wanted> wanted(Submission submission, Errors errors) {
    var wanted = new ArrayList<Wanted>();
    if (submission.commands() != null && submission.steps() != null) {
      errors.rejectValue("steps", "ambiguous", "cannot be combined with commands");
    } else if (submission.commands() != null) {
      for (int i = 0; i < submission.commands().size(); i++) {
        String field = "commands[" + i + "]";
        String command = submission.commands().get(i);
        if (command == null) {
          errors.rejectValue(field, "missing", "must be a string");
        } else {
          wanted.add(Wanted.command(field, command));
        }
      }
    } else if (submission.steps() != null) {
      for (int i = 0; i < submission.steps().size(); i++) {
        step("steps[" + i + "]", submission.steps().get(i), errors).ifPresent(wanted::add);
      }
    }
    if (wanted.size() > 100) {
      errors.rejectValue(
          submission.steps() == null ? "commands" : "steps",
          "too_many",
          "must contain at most 100 entries");
      return List.of();
    }
    return wanted;
  }

  private static Optional<Wanted> step(String field, @Nullable StepRequest step, Errors errors) {
    if (step == null || step.command() == null) {
      errors.rejectValue(field, "incomplete", "must have a command");
      return Optional.empty();
    }
    Duration timeout = null;
    if (step.timeout() != null) {
      timeout = duration(step.timeout()).orElse(null);
      if (timeout == null) {
        errors.rejectValue(field + ".timeout", "invalid", "is not a duration such as 90s or PT2M");
      }
    }
    return Optional.of(
        new Wanted(
            field,
            step.command(),
            step.name(),
            step.arguments() == null ? "" : step.arguments(),
            timeout,
            step.onFailure(),
            gates(field + ".gates", step.gates(), errors)));
  }

  /** Parses a duration such as 90s or PT2M. Returns empty if the text is not a duration. */
  static Optional<Duration> duration(String text) {
    try {
      return Optional.of(DurationStyle.detectAndParse(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static @Nullable List<Gate> gates(
      String field, @Nullable List<@Nullable GateRequest> requested, Errors errors) {
    if (requested == null) {
      return null;
    }
    var gates = new ArrayList<Gate>();
    for (int i = 0; i < requested.size(); i++) {
      var gate = gate(requested.get(i));
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

  private static Optional<Gate> gate(@Nullable GateRequest gate) {
    if (gate == null
        || gate.metric() == null
        || gate.operator() == null
        || gate.threshold() == null) {
      return Optional.empty();
    }
    Gate.Scope on = gate.on() == null ? Gate.Scope.ALL : gate.on();
    return Optional.of(new Gate(gate.metric(), gate.operator(), gate.threshold(), on));
  }

  /** Returns the gates of the target's configuration. Invalid gates are ignored, as are its other errors. */
  private static List<Gate> ownGates(TargetConfig config) {
    var gates = new ArrayList<Gate>();
    config
        .gates()
        .forEach(node -> {
          try {
            gate(BodyReader.MAPPER.convertValue(node, GateRequest.class)).ifPresent(gates::add);
          } catch (JacksonException | IllegalArgumentException e) {
            log.debug("Invalid gate of a target ignored: {}", node, e);
          }
        });
    return gates;
  }

  private static Map<String, OnFailure> ownActions(TargetConfig config) {
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

  private static Planning planning(
      @Nullable Planning requested, Optional<TargetConfig> config, Errors errors) {
    Planning planning = requested == null ? Planning.DEFAULT : requested;
    Integer most = planning.maxParallel();
    if (most != null && (most < 1 || most > 8)) {
      errors.rejectValue("planning.max_parallel", "out_of_range", "must be from 1 to 8");
    }
    boolean alone = config.map(TargetConfig::parallelExecution).filter(yes -> !yes).isPresent();
    return alone ? planning.atMost(1) : planning;
  }
}

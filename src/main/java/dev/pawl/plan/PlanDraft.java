package dev.pawl.plan;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.plan.Plan.TargetRules;
import dev.pawl.registry.CommandCatalog;
import dev.pawl.registry.RegisteredCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A plan under construction. */
record PlanDraft(List<DraftPhase> phases) {

  /** A phase under construction. */
  record DraftPhase(
      String name, PhaseKind kind, @Nullable Duration timeout, List<DraftStep> steps) {

    static DraftPhase sequential(String name, List<DraftStep> steps) {
      return new DraftPhase(name, PhaseKind.SEQUENTIAL, null, steps);
    }
  }

  /** A step under construction. Absent values are determined by the request, the target or the command. */
  record DraftStep(
      String name,
      RegisteredCommand command,
      String arguments,
      @Nullable Duration timeout,
      @Nullable OnFailure onFailure,
      @Nullable List<Gate> gates) {

    /** The commands that report findings about a target or measure it. */
    private static final Set<String> EXAMINATIONS =
        Stream.concat(
                Stream.of(PhaseAssigner.VERIFY),
                Arrays.stream(Gate.Metric.values()).flatMap(metric -> metric.measuredBy().stream()))
            .collect(Collectors.toUnmodifiableSet());

    /** Returns the command that is executed: for a command file that uses a built-in command, that command. */
    String executed() {
      CommandFile file = command.file();
      String uses = file == null ? null : file.execution().uses();
      return uses == null ? command.name() : uses;
    }

    /** Returns whether the step reports findings about the target or measures it. */
    boolean examines() {
      return EXAMINATIONS.contains(executed())
          || command.file() != null && command.file().findings() != null;
    }

    /** Returns why the step needs the whole target even if few files are in scope; empty if it does not. */
    Optional<String> wholeTargetReason() {
      if (command.spec().reads() == CommandSpec.Reads.TARGET) {
        return Optional.of("step %s: %s may read all files".formatted(name, command.name()));
      }
      return new Arguments(arguments).words().stream().allMatch(word -> word.startsWith("--"))
          ? Optional.empty()
          : Optional.of(
              "step %s: its arguments select files, which are looked for among all files"
                  .formatted(name));
    }

    DraftStep withName(String newName) {
      return new DraftStep(newName, command, arguments, timeout, onFailure, gates);
    }

    /**
     * Creates the planned step.
     *
     * @param appliesGates whether the gates of the request and of the target apply to this step
     */
    PlannedStep toPlannedStep(boolean appliesGates, PlanRequest request, CommandCatalog catalog) {
      CommandSpec spec = command.spec();
      var effectiveGates = new ArrayList<Gate>(gates == null ? List.of() : gates);
      if (appliesGates && request.gates() != null) {
        effectiveGates = new ArrayList<>(request.gates());
      } else if (appliesGates) {
        effectiveGates.addAll(request.targetGates());
      }
      return new PlannedStep(
          name,
          spec.name(),
          arguments,
          spec.modifies(),
          timeout == null ? spec.timeout() : timeout,
          resolveOnFailure(request),
          List.copyOf(effectiveGates),
          command.file(),
          spec.complexity().points(),
          spec.dependencies().stream()
              .map(name -> catalog.graph().resolve(name).orElse(name))
              .toList(),
          resolveCompensation(catalog),
          targetRules(appliesGates, request));
    }

    /** Returns what the configuration of a repository adds, where the request and the step define nothing. */
    private TargetRules targetRules(boolean appliesGates, PlanRequest request) {
      return request.isRepository()
          ? new TargetRules(
              appliesGates && request.gates() == null,
              request.onFailure().get(name) == null && onFailure == null)
          : TargetRules.NONE;
    }

    private @Nullable Compensation resolveCompensation(CommandCatalog catalog) {
      CommandFile file = command.file();
      if (file == null || file.compensate() == null) {
        return null;
      }
      return catalog
          .find(file.compensate())
          .map(entry -> new Compensation(entry.name(), entry.file(), entry.spec().timeout()))
          .orElse(null);
    }

    /** Returns the first action that request, step, target or command define; else decide if interactive, or abort. */
    private OnFailure resolveOnFailure(PlanRequest request) {
      CommandFile file = command.file();
      OnFailure ofCommand = file == null ? null : OnFailure.find(file.onFailure()).orElse(null);
      return Stream.of(
              request.onFailure().get(name), onFailure, targetOnFailure(request), ofCommand)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(request.interactive() ? OnFailure.DECIDE : OnFailure.ABORT);
    }

    /** Returns the action of the target, which cannot continue without a step that protects it. */
    private @Nullable OnFailure targetOnFailure(PlanRequest request) {
      OnFailure action = request.targetOnFailure().get(name);
      return action == OnFailure.CONTINUE && !Planner.canContinueWithout(name) ? null : action;
    }
  }

  /** Creates a draft of the phases that have steps. */
  static PlanDraft of(List<DraftPhase> phases) {
    return new PlanDraft(phases.stream().filter(phase -> !phase.steps().isEmpty()).toList());
  }

  /** Returns a copy with the step inserted after each step of the given command, or else before all other steps. */
  PlanDraft withStep(DraftStep step, String after) {
    var newPhases = new ArrayList<DraftPhase>();
    boolean inserted = false;
    for (DraftPhase phase : phases) {
      var steps = new ArrayList<DraftStep>();
      for (DraftStep existing : phase.steps()) {
        steps.add(existing);
        if (existing.command().name().equals(after)) {
          steps.add(step);
          inserted = true;
        }
      }
      newPhases.add(new DraftPhase(phase.name(), phase.kind(), phase.timeout(), steps));
    }
    if (!inserted) {
      newPhases.addFirst(DraftPhase.sequential("prepare", List.of(step)));
    }
    return new PlanDraft(newPhases);
  }

  /** Returns a copy in which a step does not run in parallel with other steps that examine the target. */
  PlanDraft withLastExamination(DraftStep last) {
    return new PlanDraft(
        phases.stream()
            .map(phase ->
                phase.steps().contains(last)
                        && phase.steps().stream().filter(DraftStep::examines).count() > 1
                    ? new DraftPhase(
                        phase.name(), PhaseKind.SEQUENTIAL, phase.timeout(), phase.steps())
                    : phase)
            .toList());
  }

  /** Returns why steps need the whole target even if few files are in scope. */
  List<String> wholeTargetReasons() {
    return steps().stream().flatMap(step -> step.wholeTargetReason().stream()).toList();
  }

  List<DraftStep> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }
}

package dev.pawl.plan;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.Compensation;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedStep;
import dev.pawl.registry.Catalog;
import dev.pawl.registry.CommandEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A plan under construction. */
record Draft(List<DraftPhase> phases) {

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
      CommandEntry command,
      String arguments,
      @Nullable Duration timeout,
      @Nullable OnFailure onFailure,
      @Nullable List<Gate> gates) {

    DraftStep named(String other) {
      return new DraftStep(other, command, arguments, timeout, onFailure, gates);
    }

    /**
     * Creates the planned step.
     *
     * @param judged whether the gates of the request and of the target apply to this step
     */
    PlannedStep planned(boolean judged, PlanRequest request, Catalog catalog) {
      CommandSpec spec = command.spec();
      var conditions = new ArrayList<Gate>(gates == null ? List.of() : gates);
      if (judged && request.gates() != null) {
        conditions = new ArrayList<>(request.gates());
      } else if (judged) {
        conditions.addAll(request.targetGates());
      }
      return new PlannedStep(
          name,
          spec.name(),
          arguments,
          spec.modifies(),
          timeout == null ? spec.timeout() : timeout,
          onFailure(request),
          List.copyOf(conditions),
          command.file(),
          spec.complexity().points(),
          spec.dependencies().stream()
              .map(name -> catalog.graph().named(name).orElse(name))
              .toList(),
          compensation(catalog));
    }

    private @Nullable Compensation compensation(Catalog catalog) {
      CommandFile file = command.file();
      if (file == null || file.compensate() == null) {
        return null;
      }
      return catalog
          .find(file.compensate())
          .map(found -> new Compensation(found.name(), found.file(), found.spec().timeout()))
          .orElse(null);
    }

    /** Returns the first action that request, step, target or command define; else decide if interactive, or abort. */
    private OnFailure onFailure(PlanRequest request) {
      CommandFile file = command.file();
      OnFailure own = file == null ? null : OnFailure.find(file.onFailure()).orElse(null);
      return Stream.of(
              request.onFailure().get(name), onFailure, request.targetOnFailure().get(name), own)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(request.interactive() ? OnFailure.DECIDE : OnFailure.ABORT);
    }
  }

  /** Creates a draft of the phases that have steps. */
  static Draft of(List<DraftPhase> phases) {
    return new Draft(phases.stream().filter(phase -> !phase.steps().isEmpty()).toList());
  }

  /** Returns a copy with the step inserted after each step of the given command, or else before all other steps. */
  Draft with(DraftStep step, String after) {
    var all = new ArrayList<DraftPhase>();
    boolean placed = false;
    for (DraftPhase phase : phases) {
      var steps = new ArrayList<DraftStep>();
      for (DraftStep one : phase.steps()) {
        steps.add(one);
        if (one.command().name().equals(after)) {
          steps.add(step);
          placed = true;
        }
      }
      all.add(new DraftPhase(phase.name(), phase.kind(), phase.timeout(), steps));
    }
    if (!placed) {
      all.addFirst(DraftPhase.sequential("prepare", List.of(step)));
    }
    return new Draft(all);
  }

  List<DraftStep> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }
}

package dev.pawl.pipeline;

import dev.pawl.recovery.Stage;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.Work.RunStep;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workspace.TargetState;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whether what has to come before the command has come (2-behaviour, 3.6). Of built-in commands that is their order, and
 * nobody has to ask for all of them (2.1); what a command file depends on has to have run.
 */
@Component
class DependenciesStage implements StageCheck {

  private final WorkQueue queue;
  private final Workspaces workspaces;

  DependenciesStage(WorkQueue queue, Workspaces workspaces) {
    this.queue = queue;
    this.workspaces = workspaces;
  }

  @Override
  public Stage stage() {
    return Stage.DEPENDENCIES;
  }

  @Override
  public Checked check(Passage attempt) throws IOException {
    RunStep step = attempt.step();
    var answers = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (String dependency : step.beside().dependencies()) {
      Optional<String> fault = fault(attempt, dependency, answers);
      fault.ifPresent(missing::add);
    }
    if (!missing.isEmpty()) {
      return Checked.failed(String.join("; ", missing));
    }
    return Checked.passed(answers.isEmpty() ? "none" : String.join("; ", answers));
  }

  private Optional<String> fault(Passage attempt, String dependency, List<String> answers)
      throws IOException {
    RunStep step = attempt.step();
    Map<String, StepStatus> commands = step.beside().commands();
    StepStatus status = commands.get(dependency);
    if (status != null && isOver(status)) {
      answers.add("%s: an earlier step, %s".formatted(dependency, status.word()));
      return Optional.empty();
    }
    Optional<String> by = queue.satisfiedBy(step, dependency);
    if (by.isPresent()) {
      answers.add("%s: by %s on the same content".formatted(dependency, by.get()));
      return Optional.empty();
    }
    if (dependency.startsWith("git/") && isClean(attempt)) {
      answers.add(dependency + ": the target is a clean git work tree");
      return Optional.empty();
    }
    if (step.definition() == null) {
      answers.add(dependency + ": not asked for");
      return Optional.empty();
    }
    return Optional.of(
        "%s has to come before: ask for it too, or vouch for it in the session"
            .formatted(dependency));
  }

  private static boolean isOver(StepStatus status) {
    return switch (status) {
      case COMPLETED, FAILED, ROLLED_BACK -> true;
      case PENDING, RUNNING, SKIPPED, CANCELLED -> false;
    };
  }

  private boolean isClean(Passage attempt) throws IOException {
    TargetState state = workspaces.state(attempt.key());
    return state.git() && state.modified() == 0 && state.untracked() == 0;
  }
}

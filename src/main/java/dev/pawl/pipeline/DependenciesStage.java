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
 * Checks that the dependencies of the command are satisfied. For built-in commands, dependencies only define an order
 * and need not be requested; the dependencies of a command file must have run.
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
      answers.add("%s: satisfied by %s on the same content".formatted(dependency, by.get()));
      return Optional.empty();
    }
    if (dependency.startsWith("git/") && isClean(attempt)) {
      answers.add(dependency + ": the target is a clean git work tree");
      return Optional.empty();
    }
    if (step.definition() == null) {
      answers.add(dependency + ": not requested");
      return Optional.empty();
    }
    return Optional.of(
        "%s must run first: request it too, or mark it as satisfied in the session"
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

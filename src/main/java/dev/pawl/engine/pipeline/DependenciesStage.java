package dev.pawl.engine.pipeline;

import dev.pawl.recovery.StepStage;
import dev.pawl.target.TargetStatus;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkItem.RunStep;
import dev.pawl.workflow.WorkflowExecutionService;
import dev.pawl.workspace.WorkspaceService;
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
class DependenciesStage implements PipelineStage {

  private final WorkflowExecutionService executionService;
  private final WorkspaceService workspaces;

  DependenciesStage(WorkflowExecutionService executionService, WorkspaceService workspaces) {
    this.executionService = executionService;
    this.workspaces = workspaces;
  }

  @Override
  public StepStage stage() {
    return StepStage.DEPENDENCIES;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException {
    RunStep step = attempt.step();
    var details = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (String dependency : step.context().dependencies()) {
      Optional<String> problem = checkDependency(attempt, dependency, details);
      problem.ifPresent(missing::add);
    }
    if (!missing.isEmpty()) {
      return StageResult.failed(String.join("; ", missing));
    }
    return StageResult.passed(details.isEmpty() ? "none" : String.join("; ", details));
  }

  private Optional<String> checkDependency(
      AttemptContext attempt, String dependency, List<String> details) throws IOException {
    RunStep step = attempt.step();
    Map<String, StepStatus> commands = step.context().statusByCommand();
    StepStatus status = commands.get(dependency);
    if (status != null && hasEnded(status)) {
      details.add("%s: an earlier step has the status %s".formatted(dependency, status.value()));
      return Optional.empty();
    }
    Optional<String> satisfiedBy =
        step.context().sessionId() == null
            ? Optional.empty()
            : executionService.satisfiedBy(step, dependency, content(attempt));
    if (satisfiedBy.isPresent()) {
      details.add(
          "%s: satisfied by %s on the same content".formatted(dependency, satisfiedBy.get()));
      return Optional.empty();
    }
    if (dependency.startsWith("git/") && isClean(attempt)) {
      details.add(dependency + ": the target is a clean git work tree");
      return Optional.empty();
    }
    if (step.definition() == null) {
      details.add(dependency + ": not requested");
      return Optional.empty();
    }
    return Optional.of(
        "%s must run first: request it too, or mark it as satisfied in the session"
            .formatted(dependency));
  }

  /** Returns the tree of the workspace; that of a new snapshot if no step has needed one yet. */
  private static String content(AttemptContext attempt) throws IOException {
    String checkpoint = attempt.step().tree();
    return checkpoint == null ? attempt.workspace().snapshot().tree() : checkpoint;
  }

  private static boolean hasEnded(StepStatus status) {
    return switch (status) {
      case COMPLETED, FAILED, ROLLED_BACK -> true;
      case PENDING, RUNNING, SKIPPED, CANCELLED -> false;
    };
  }

  private boolean isClean(AttemptContext attempt) throws IOException {
    TargetStatus state = workspaces.targetState(attempt.workspaceKey());
    return state.git() && state.modified() == 0 && state.untracked() == 0;
  }
}

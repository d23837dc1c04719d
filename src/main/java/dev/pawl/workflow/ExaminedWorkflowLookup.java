package dev.pawl.workflow;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CheckCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.finding.ExaminedWorkflow;
import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.finding.ExaminedWorkflows;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Describes workflows to the module of findings. */
@Component
class ExaminedWorkflowLookup implements ExaminedWorkflows {

  /** The number of workflows on a target whose findings can be resolved. */
  private static final int RECENT_WORKFLOWS = 100;

  private final WorkflowRepository workflows;

  ExaminedWorkflowLookup(WorkflowRepository workflows) {
    this.workflows = workflows;
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<ExaminedWorkflow> findExamined(UUID id) {
    return workflows.findById(id).map(ExaminedWorkflowLookup::describe);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<ExaminedWorkflow> findExamined(String name) {
    return workflows.findByName(name).map(ExaminedWorkflowLookup::describe);
  }

  @Override
  public List<UUID> findRecentSteps(String target, @Nullable String project) {
    return workflows.findRecentSteps(target, project, RECENT_WORKFLOWS);
  }

  /** Returns a workflow as the source of findings. */
  static ExaminedWorkflow describe(Workflow workflow) {
    WorkflowSpec spec = workflow.spec();
    Optional<TargetScope> scope = workflow.scope();
    return new ExaminedWorkflow(
        workflow.id(),
        workflow.name(),
        spec.project(),
        spec.target(),
        workflow.revision().map(SourceRevision::ref).orElse(null),
        isResultInTarget(spec.target(), spec.dryRun(), workflow.status()),
        workflow.result().snapshot(),
        workflow.result().tree(),
        scope.flatMap(TargetScope::describeComparison).orElse(null),
        scope.flatMap(TargetScope::describeComparison).isEmpty()
            && (spec.scope() == null || spec.scope().isWholeTarget()),
        workflow.status().isEnded(),
        describe(workflow.steps().all(), workflow.result().snapshot()));
  }

  /** Describes steps; a step without a checkpoint has seen the tree of the last one before it. */
  private static List<ExaminedStep> describe(List<Step> steps, @Nullable String snapshot) {
    var result = new ArrayList<ExaminedStep>();
    String tree = snapshot;
    for (Step step : steps) {
      tree = step.tree().orElse(tree);
      result.add(describe(step, step.lastAttempt().isPresent() ? tree : null));
    }
    return result;
  }

  private static ExaminedStep describe(Step step, @Nullable String tree) {
    Optional<Attempt> attempt = step.lastAttempt();
    boolean judged = attempt.filter(last -> !last.verdicts().isEmpty()).isPresent();
    Optional<CommandResult> outcome = judged ? attempt.map(Attempt::outcome) : step.outcome();
    return new ExaminedStep(
        step.id(),
        step.name(),
        step.command(),
        step.arguments(),
        step.modifies(),
        step.lastAttempt().isPresent(),
        outcome.isPresent() && attempt.filter(Attempt::isReused).isEmpty(),
        tree,
        outcome.map(ExaminedWorkflowLookup::checkers).orElse(Set.of()));
  }

  private static Set<String> checkers(CommandResult outcome) {
    Coverage coverage = outcome.coverage();
    if (coverage == null) {
      return Set.of();
    }
    return coverage.languages().stream()
        .map(CoveredLanguage::check)
        .flatMap(Stream::ofNullable)
        .map(CheckCoverage::tools)
        .flatMap(tools -> tools.stream().map(ToolUse::tool))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns whether the files of the target are those of the result of a workflow. */
  static boolean isResultInTarget(Target target, boolean dryRun, WorkflowStatus status) {
    boolean publishesInPlace = target.path() != null && !dryRun;
    return publishesInPlace && (status == WorkflowStatus.COMPLETED || !status.isEnded());
  }
}

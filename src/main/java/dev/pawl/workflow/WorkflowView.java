package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Coverage;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Concurrency;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.PlanSummary;
import dev.pawl.project.SubmissionAuthority;
import dev.pawl.recovery.FailureReport;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.SourceRevision;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The API view of a workflow, with its phases and steps.
 *
 * @param workflowId the id of the workflow
 * @param type the workflow type
 * @param target the source of the code
 * @param scope the part of the target that is examined; absent for the whole target
 * @param revision the commit that is examined; absent if the target is not known to be one
 * @param status the status
 * @param endedReason the reason why the workflow ended; absent while it has not ended
 * @param endedMessage the message of the failure with which the workflow ended; absent if it did not fail
 * @param dryRun whether the target is left unchanged
 * @param priority the priority; workflows of a higher priority in the same project start first
 * @param labels the labels
 * @param project the owning project; absent when no project owns the workflow
 * @param timeout the timeout of the whole workflow, as an ISO 8601 duration
 * @param plan the summary of the plan
 * @param ruleSettings the severities that the request sets for rules; absent if it sets none
 * @param formatters the formatters that the request names, by language; absent if it names none
 * @param sessionId the session of the workflow
 * @param concurrency the concurrency group and its policy
 * @param origin the workflow and step that a rerun starts from
 * @param reportTo the place on a forge where the workflow is reported; absent for none
 * @param snapshot the git tree of the snapshot
 * @param tree the git tree of the latest result
 * @param publication the changes that were published to the target
 * @param cancelRequested whether a cancellation was requested
 * @param rollbackRequested whether a rollback was requested
 * @param publicationRequested whether the publication of a dry run, or of a refused result, was requested
 * @param pauseRequested whether a pause was requested
 * @param supersededBy the newer workflow of the concurrency group that replaces this one
 * @param pace the adjusted parallelism and timeouts of an adaptive plan; absent when they are as planned
 * @param outsideChanges the files of the target that were changed externally while the workflow ran
 * @param restarts the number of automatic restarts of the whole workflow
 * @param createdAt the time of the submission
 * @param startedAt the start time; absent while the workflow has not started
 * @param updatedAt the time of the last change
 * @param endedAt the end time; absent while the workflow has not ended
 * @param waitingFor the lock that the workflow waits for; see /locks
 * @param requirements what the nodes that run the workflow must have: the labels that the request requires, and the tools
 *     that the plan pins; absent if any node can run it
 * @param nodeWait why no live node can run the workflow; absent if one can
 * @param decision the open decision
 * @param failure the report of the last failed step of a workflow that failed or was rolled back
 * @param coverage what the steps examined of each language; absent before the first of them has ended
 * @param suppressedFindings the number of findings that comments and annotations in the code suppress; they count in no gate
 * @param eventSequence the sequence number of the last event, which is the strong ETag
 * @param allowedActions the actions that are possible in the current status
 * @param links the paths of everything that belongs to the workflow
 * @param phases the phases in the order in which they run
 */
@Schema(name = "WorkflowView")
public record WorkflowView(
    String workflowId,
    String type,
    Target target,
    @Nullable TargetScope scope,
    @Nullable SourceRevision revision,
    WorkflowStatus status,
    @Nullable EndedReason endedReason,
    @Nullable String endedMessage,
    boolean dryRun,
    int priority,
    Map<String, String> labels,
    @Nullable String project,
    String timeout,
    @Nullable PlanSummary plan,
    @Nullable RuleSettings ruleSettings,
    @Nullable Map<String, List<String>> formatters,
    @Nullable UUID sessionId,
    @Nullable Concurrency concurrency,
    @Nullable RerunOrigin origin,
    @Nullable ReportTo reportTo,
    @Nullable String snapshot,
    @Nullable String tree,
    @Nullable Publication publication,
    boolean cancelRequested,
    boolean rollbackRequested,
    boolean publicationRequested,
    boolean pauseRequested,
    @Nullable String supersededBy,
    @Nullable PaceView pace,
    List<String> outsideChanges,
    int restarts,
    Instant createdAt,
    @Nullable Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    @Nullable String waitingFor,
    @Nullable NodeCapabilities requirements,
    @Nullable NodeWait nodeWait,
    @Nullable Decision decision,
    @Nullable FailureReport failure,
    @Nullable Coverage coverage,
    long suppressedFindings,
    long eventSequence,
    List<WorkflowAction> allowedActions,
    WorkflowLinks links,
    List<PhaseView> phases)
    implements WorkflowDocument {

  private static final Set<String> EXAMINATIONS =
      Set.of("quality/verify", "quality/analyze", "quality/dedupe", "quality/dedupe_advanced");

  /** Returns whether a step that examines the target has finished, so that an empty list of findings is a result. */
  public boolean hasExamination() {
    return steps().stream()
        .filter(step -> EXAMINATIONS.contains(step.command()))
        .anyMatch(
            step -> step.status() == StepStatus.COMPLETED || step.status() == StepStatus.FAILED);
  }

  /**
   * The adjusted parallelism and timeouts of an adaptive plan.
   *
   * @param maxParallel the maximum number of parallel steps
   * @param timeouts the timeouts, in percent of the planned ones
   */
  @Schema(name = "AdjustedLimits")
  public record PaceView(int maxParallel, int timeouts) {}

  /**
   * The API view of a phase.
   *
   * @param name the name of the phase
   * @param kind whether its steps run in parallel
   * @param timeoutSeconds the timeout of the whole phase; absent when only its steps have timeouts
   * @param status the status of the phase
   * @param startedAt the start time; absent while it has not started
   * @param fellBackAt the time when the phase failed and was repeated sequentially
   * @param endedAt the end time; absent while it has not ended
   * @param steps the steps of the phase
   */
  @Schema(name = "PhaseView")
  public record PhaseView(
      String name,
      PhaseKind kind,
      @Nullable Long timeoutSeconds,
      StepStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant fellBackAt,
      @Nullable Instant endedAt,
      List<StepView> steps) {}

  /**
   * The API view of a step.
   *
   * @param name the name of the step
   * @param command the name of the command
   * @param arguments the arguments of the command, as typed
   * @param status the status of the step
   * @param attempts the number of attempts so far
   * @param startedAt the start time; absent while it has not started
   * @param endedAt the end time; absent while it has not ended
   * @param durationMs the duration of the last attempt in milliseconds; absent while it has not ended
   * @param summary the summary reported by the last attempt
   * @param error the reason why the last attempt failed, such as a failed gate
   * @param gates the gates of the step, as text
   * @param notBefore the end of the backoff before the next attempt
   * @param waitsFor the resource that the attempt waits for, such as a free agent
   */
  @Schema(name = "StepView")
  public record StepView(
      String name,
      String command,
      String arguments,
      StepStatus status,
      int attempts,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Long durationMs,
      @Nullable String summary,
      @Nullable String error,
      List<String> gates,
      @Nullable Instant notBefore,
      @Nullable String waitsFor) {}

  /**
   * The API view of an attempt.
   *
   * @param number the number of the attempt, from 1
   * @param status the status of the attempt
   * @param node the node that executed it
   * @param epoch the epoch of the claim under which it ran
   * @param startedAt the start time
   * @param endedAt the end time; absent while it has not ended
   * @param outcome the result of the command; absent while the attempt runs
   * @param verdicts the verdicts of the gates, as text
   * @param error the reason why the attempt failed
   * @param stages the pipeline stages that the attempt passed through, in order
   * @param failure the report of the failure
   */
  @Schema(name = "AttemptView")
  public record AttemptView(
      int number,
      StepStatus status,
      String node,
      long epoch,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable CommandResult outcome,
      List<VerdictView> verdicts,
      @Nullable String error,
      List<StageRecord> stages,
      @Nullable FailureReport failure) {}

  /**
   * The verdict of a gate; the API returns its text, such as {@code errors <= 0 on all code: 3, failed}.
   *
   * @param gate null if an earlier version stored only the text
   */
  public record VerdictView(@JsonValue String text, boolean passed, @Nullable Gate gate) {

    static VerdictView of(Verdict verdict) {
      return new VerdictView(verdict.text(), verdict.passed(), verdict.gate());
    }

    /** Creates the view of a verdict of which an earlier version stored only the text. */
    static VerdictView ofStoredText(String text) {
      return new VerdictView(text, text.endsWith(", passed"), null);
    }
  }

  /** Returns all steps in plan order. */
  public List<StepView> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** Returns whether the workflow changes its target, unless it fails. */
  public boolean publishes() {
    return !dryRun
        && target.archive() == null
        && steps().stream().anyMatch(step -> step.command().equals(Plan.PUBLISH));
  }

  /** Returns why a caller may neither submit nor cancel such a workflow, by field; empty if it may. */
  public Map<String, String> rejectionReasons(SubmissionAuthority authority) {
    return authority.rejectionReasons(
        target.git() == null ? target.name() : target.git().url(), type, labels, publishes());
  }

  /** Finds a step by name. */
  public Optional<StepView> step(String name) {
    return steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }
}

package dev.pawl.submission;

import dev.pawl.gate.Gate;
import dev.pawl.gate.GatePreset;
import dev.pawl.lock.Concurrency;
import dev.pawl.plan.Plan;
import dev.pawl.plan.PlanningOptions;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.workflow.CallbackRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a workflow.
 *
 * @param target the source of the code
 * @param scope the part of the target that is examined; that of the target's configuration if absent
 * @param type the workflow type; the default of the target, else standard, if absent
 * @param dryRun whether everything except publishing is done
 * @param commands the commands to run, for the types custom and adaptive
 * @param steps the commands to run with options for each, instead of {@code commands}
 * @param planning the planning options
 * @param gatePreset the named set of gates, instead of those of the type and the target: strict (no errors and no
 *     warnings), no-new (no new errors and no new warnings) or off (no gates); {@code gates} are added to it
 * @param gates the conditions on the last verification, instead of those of the type and the target
 * @param onFailure the actions by step name: abort (the default), continue, decide or rollback
 * @param interactive whether the workflow waits for a decision when a step fails or warns
 * @param timeout the timeout of the whole workflow, such as 30m or PT30M; one hour if absent
 * @param labels the labels, by which workflows can be listed
 * @param priority the priority from 0 to 9 within the project; higher values run first, and each level counts as one hour of
 *     waiting
 * @param sessionId the session on the same target, which shares state between workflows
 * @param concurrency the concurrency group
 * @param rules the severities by rule, such as {@code pmd/UnusedPrivateField}, or glob of rules, such as {@code pmd/*};
 *     they take precedence over those of the target's configuration
 * @param overrides the exceptions for parts of the target
 * @param formatters the formatters by language, such as {@code "java": ["google-java-format"]}, in the order of preference;
 *     an empty list leaves the language unformatted. They take precedence over those of the target's configuration
 * @param requires the labels that a node must have to run the workflow, by name, such as {@code "zone": "eu"}; each node has
 *     {@code os} and {@code arch}
 * @param callbackUrl the URL that receives a signed notification when the workflow ends or needs a decision
 * @param callbackEvents the events of which {@code callback_url} is notified; decision_opened and ended if absent
 * @param reportTo the place on a forge where the workflow is reported; nowhere if absent
 */
@Schema(
    name = "WorkflowRequest",
    example =
        """
        {"target": {"path": "demo"}, "type": "standard", "dry_run": false, "labels": {"team": "core"}}
        """)
record WorkflowRequest(
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Target target,
    @Nullable ScopeRequest scope,
    @Nullable String type,
    @Nullable Boolean dryRun,
    @Nullable List<@Nullable String> commands,
    @Nullable List<@Nullable StepRequest> steps,
    @Nullable PlanningOptions planning,
    @Nullable GatePreset gatePreset,
    @Nullable List<@Nullable GateRequest> gates,
    @Nullable Map<String, Plan.OnFailure> onFailure,
    @Nullable Boolean interactive,
    @Nullable String timeout,
    @Nullable Map<String, String> labels,
    @Nullable Integer priority,
    @Nullable String sessionId,
    @Nullable ConcurrencyRequest concurrency,
    @Nullable Map<String, @Nullable RuleSeverity> rules,
    @Nullable List<@Nullable RuleOverride> overrides,
    @Nullable Map<String, @Nullable List<@Nullable String>> formatters,
    @Nullable Map<String, @Nullable String> requires,
    @Nullable String callbackUrl,
    @Nullable List<CallbackRequest.@Nullable Event> callbackEvents,
    @Nullable ReportToRequest reportTo) {

  /**
   * The requested part of a target. Files outside are neither changed nor counted.
   *
   * @param paths the globs, folders and files to examine, such as {@code src/**}; all files if absent
   * @param exclude the globs, folders and files not to examine
   * @param changedSince the branch, tag or commit since which the files have changed; unchanged files too if absent
   * @param lines the lines whose findings count: all (the default), or changed for those that differ from the merge base
   *     with {@code changed_since}
   */
  @Schema(name = "ScopeRequest")
  record ScopeRequest(
      @Nullable List<@Nullable String> paths,
      @Nullable List<@Nullable String> exclude,
      @Nullable String changedSince,
      TargetScope.@Nullable Lines lines) {}

  /**
   * The severities of rules in a part of the target.
   *
   * @param paths the globs of the files, relative to the target
   * @param rules the severities by rule or glob of rules
   */
  @Schema(name = "RuleOverrideRequest")
  record RuleOverride(
      @Nullable List<@Nullable String> paths,
      @Nullable Map<String, @Nullable RuleSeverity> rules) {}

  /**
   * The requested concurrency group.
   *
   * @param group the name of the group, in which at most one workflow runs at a time
   * @param policy the policy: queue (the default), cancel_older or reject
   */
  @Schema(name = "ConcurrencyRequest")
  record ConcurrencyRequest(@Nullable String group, Concurrency.@Nullable Policy policy) {}

  /**
   * A requested step.
   *
   * @param name the name of the step; derived from the command if absent
   * @param command the command that the step runs
   * @param arguments the arguments as typed: options, and files, folders or globs such as {@code src/**}
   * @param allowEmpty whether the arguments may match no file, which is a failure otherwise
   * @param timeout the timeout of one attempt, such as 90s
   * @param onFailure the action after a failure of the step; {@code abort} if absent
   * @param gates the gates that the result of the step must pass
   */
  @Schema(name = "StepRequest")
  record StepRequest(
      @Nullable String name,
      @Nullable String command,
      @Nullable String arguments,
      @Nullable Boolean allowEmpty,
      @Nullable String timeout,
      Plan.@Nullable OnFailure onFailure,
      @Nullable List<@Nullable GateRequest> gates) {}

  /**
   * A requested gate, which applies to all code if {@code on} is absent.
   *
   * @param metric the measured value
   * @param operator the comparison that the value must satisfy
   * @param threshold the value to compare with
   * @param on the code that the gate applies to; all code if absent
   */
  @Schema(name = "GateRequest")
  record GateRequest(
      Gate.@Nullable Metric metric,
      Gate.@Nullable Operator operator,
      @Nullable Long threshold,
      Gate.@Nullable Scope on) {}
}

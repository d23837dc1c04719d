package dev.pawl.workflow;

import dev.pawl.command.PublicationOptions.ScheduleRef;
import dev.pawl.lock.Concurrency;
import dev.pawl.plan.Plan;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A validated submission with all defaults resolved.
 *
 * @param scope the part of the target that is examined; absent for that of the target's configuration
 * @param timeout the timeout of the whole workflow
 * @param interactive whether a person is available to answer decisions
 * @param decisionTimeout the time after which an open decision receives its default answer
 * @param idempotencyKey the key that identifies repeats of the same request
 * @param requestHash the hash that distinguishes a repeat from a different request with the same key
 * @param session the session of the workflow
 * @param concurrency the concurrency group and its policy
 * @param origin the workflow and step that a rerun starts from; absent for other workflows
 * @param callback the URL that is notified of events, and these events; absent for none
 * @param project the project that owns the workflow; absent when no project does
 * @param rules the severities that the request sets for rules
 * @param formatters the formatters that the request names, by the key of a language; an empty list means none
 * @param reportTo the place on a forge where the workflow is reported; absent for none
 * @param requires the labels that the request requires of a node, by name
 * @param schedule the schedule that submits the workflow; absent for other submissions
 */
public record NewWorkflow(
    Target target,
    @Nullable TargetScope scope,
    Plan plan,
    boolean dryRun,
    Duration timeout,
    boolean interactive,
    Duration decisionTimeout,
    Map<String, String> labels,
    int priority,
    @Nullable String idempotencyKey,
    @Nullable String requestHash,
    @Nullable UUID session,
    @Nullable Concurrency concurrency,
    @Nullable RerunOrigin origin,
    @Nullable CallbackRequest callback,
    @Nullable String project,
    RuleSettings rules,
    Map<String, List<String>> formatters,
    @Nullable ReportTo reportTo,
    Map<String, String> requires,
    @Nullable ScheduleRef schedule) {

  /** Returns a copy that a schedule submits. */
  public NewWorkflow withSchedule(ScheduleRef newSchedule) {
    return new NewWorkflow(
        target,
        scope,
        plan,
        dryRun,
        timeout,
        interactive,
        decisionTimeout,
        labels,
        priority,
        idempotencyKey,
        requestHash,
        session,
        concurrency,
        origin,
        callback,
        project,
        rules,
        formatters,
        reportTo,
        requires,
        newSchedule);
  }
}

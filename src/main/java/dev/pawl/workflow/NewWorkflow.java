package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.rule.RuleSettings;
import dev.pawl.target.Target;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A validated submission with all defaults resolved.
 *
 * @param timeout the timeout of the whole workflow
 * @param interactive whether a person is available to answer decisions
 * @param decisionTimeout the time after which an open decision receives its default answer
 * @param idempotencyKey the key that identifies repeats of the same request
 * @param requestHash the hash that distinguishes a repeat from a different request with the same key
 * @param session the session of the workflow
 * @param concurrency the concurrency group and its policy
 * @param origin the workflow and step that a rerun starts from; absent for other workflows
 * @param callbackUrl the URL that is notified when the workflow ends
 * @param project the project that owns the workflow; absent when no project does
 * @param rules the severities that the request sets for rules
 */
public record NewWorkflow(
    Target target,
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
    @Nullable String callbackUrl,
    @Nullable String project,
    RuleSettings rules) {}

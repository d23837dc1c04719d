package dev.pawl.workflow;

import dev.pawl.plan.Plan;
import dev.pawl.workspace.Target;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A submission that was checked: everything definite.
 *
 * @param timeout for the whole workflow
 * @param interactive whether somebody is there to decide
 * @param decisionTimeout how long a decision is open before its default is taken
 * @param idempotencyKey by which a repeat of the same request is known
 * @param requestHash what tells a repeat from another request with the same key
 * @param session that it belongs to
 * @param concurrency what it must not run beside
 * @param origin the workflow that it repeats, if it does
 * @param callbackUrl who is told how it ended
 * @param project whose it is; nobody's when absent
 */
public record Accepted(
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
    @Nullable Origin origin,
    @Nullable String callbackUrl,
    @Nullable String project) {}

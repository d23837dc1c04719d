package dev.pawl.workflow;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is shown in a list: without phases and steps.
 *
 * @param project whose it is; nobody's when absent
 */
public record WorkflowSummary(
    String workflowId,
    String type,
    String target,
    WorkflowStatus status,
    @Nullable EndedReason endedReason,
    boolean dryRun,
    int priority,
    Map<String, String> labels,
    @Nullable String project,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {}

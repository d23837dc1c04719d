package dev.pawl.workflow;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in a list, without phases and steps.
 *
 * @param project the owning project; absent when no project owns the workflow
 */
@Schema(name = "WorkflowSummary")
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

package dev.pawl.finding;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to accept the findings of a workflow.
 *
 * @param workflowId the id of the workflow
 */
@Schema(name = "BaselineRequest")
record BaselineRequest(
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            example = "quality_20260131_120000_abcd")
        String workflowId) {}

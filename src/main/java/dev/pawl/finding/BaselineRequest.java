package dev.pawl.finding;

import dev.pawl.command.Fingerprint;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to accept the findings of a workflow.
 *
 * @param workflowId the id of the workflow
 * @param fingerprints the fingerprints of the only findings to accept, at most 1000; all findings if absent
 */
@Schema(name = "BaselineRequest")
record BaselineRequest(
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            example = "quality_20260131_120000_abcd")
        String workflowId,
    @Nullable
        @ArraySchema(minItems = 1, maxItems = 1000, schema = @Schema(pattern = Fingerprint.PATTERN))
        List<String> fingerprints) {}

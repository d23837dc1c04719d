package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * One event as it is kept.
 *
 * @param sequence its number within its workflow, from 1, without a gap
 * @param data what belongs to the type
 */
public record EventView(
    long sequence, String type, Instant at, @JsonRawValue @Schema(types = "object") String data) {}

package dev.pawl.workflow;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * A stored event of a workflow.
 *
 * @param sequence the number of the event within its workflow, from 1, without gaps
 * @param type the type of the event, such as {@code step_completed}
 * @param at the time of the event
 * @param data the fields of the event, which depend on its type
 */
@Schema(name = "WorkflowEvent")
public record EventView(
    long sequence, String type, Instant at, @JsonRawValue @Schema(types = "object") String data) {}

package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to create or replace a schedule.
 *
 * @param name the name, which its workflows carry as the label {@code schedule}
 * @param cron the minute, hour, day of the month, month and day of the week; or a macro such as @daily
 * @param timeZone the IANA name of the time zone; UTC when absent
 * @param workflow the workflow to submit at each due time, as for {@code POST /api/v1/workflows}
 * @param overlap the policy while the previous workflow has not ended: skip (default), or queue, which lets one wait
 * @param catchUp the policy after a downtime: latest (default), which submits once for all missed times, or none
 * @param enabled whether the schedule submits workflows; false pauses it until it is resumed
 */
@Schema(name = "ScheduleRequest")
record ScheduleRequest(
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            pattern = "[A-Za-z0-9_.-]{1,63}",
            example = "nightly")
        String name,
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "30 2 * * 1-5")
        String cron,
    @Schema(example = "Europe/Berlin") @Nullable String timeZone,
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            implementation = Object.class,
            ref = "#/components/schemas/WorkflowRequest")
        JsonNode workflow,
    @Nullable Overlap overlap,
    @Nullable CatchUp catchUp,
    @Nullable Boolean enabled) {}

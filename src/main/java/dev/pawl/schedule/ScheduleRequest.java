package dev.pawl.schedule;

import dev.pawl.schedule.Schedule.CatchUp;
import dev.pawl.schedule.Schedule.Overlap;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schedule as it is asked for.
 *
 * @param name what its workflows carry as the label {@code schedule}
 * @param cron minute, hour, day of the month, month, day of the week; or a macro such as @daily
 * @param timeZone by its IANA name; UTC when absent
 * @param workflow what is submitted each time, as for {@code POST /api/v1/workflows}
 * @param overlap while the last workflow is not over: skip (the default), or queue, which lets one wait
 * @param catchUp after a downtime: latest (the default), which submits once for all missed times, or none
 * @param enabled false: nothing is submitted until it is resumed
 */
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
            ref = "#/components/schemas/Submission")
        JsonNode workflow,
    @Nullable Overlap overlap,
    @Nullable CatchUp catchUp,
    @Nullable Boolean enabled) {}

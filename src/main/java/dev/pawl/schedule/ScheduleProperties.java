package dev.pawl.schedule;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of schedules.
 *
 * @param check the interval at which due schedules are detected
 * @param grace the delay after which a scheduled time counts as missed and is skipped, for schedules with {@code catch_up:
 *     none}
 */
@Validated
@ConfigurationProperties("pawl.schedule")
record ScheduleProperties(
    @DefaultValue("1s") @DurationRange(min = "100ms", max = "30d") Duration check,
    @DefaultValue("1m") @DurationRange(min = "1s", max = "30d") Duration grace) {}

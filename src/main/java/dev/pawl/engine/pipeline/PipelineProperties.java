package dev.pawl.engine.pipeline;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for running attempts.
 *
 * @param commandGracePeriod the maximum time that a command may take to stop after it was interrupted
 */
@Validated
@ConfigurationProperties("pawl.engine.pipeline")
record PipelineProperties(
    @DefaultValue("10s") @DurationRange(min = "100ms", max = "10m") Duration commandGracePeriod) {}

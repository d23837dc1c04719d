package dev.pawl.engine.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for running attempts.
 *
 * @param commandGracePeriod the maximum time that a command may take to stop after it was interrupted
 */
@ConfigurationProperties("pawl.engine.pipeline")
record PipelineProperties(@DefaultValue("10s") Duration commandGracePeriod) {}

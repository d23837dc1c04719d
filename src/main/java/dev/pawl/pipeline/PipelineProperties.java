package dev.pawl.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How attempts are run.
 *
 * @param grace how long a command may take to end once it is told to
 */
@ConfigurationProperties("pawl.pipeline")
record PipelineProperties(@DefaultValue("10s") Duration grace) {}

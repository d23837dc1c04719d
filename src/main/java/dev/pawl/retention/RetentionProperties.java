package dev.pawl.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For how long things are kept that are over.
 *
 * @param workflows with all that belongs to them: steps, events, findings, logs
 * @param sessions that were closed, since they were last used
 */
@ConfigurationProperties("pawl.retention")
record RetentionProperties(
    @DefaultValue("90d") Duration workflows, @DefaultValue("90d") Duration sessions) {}

package dev.pawl.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For how long things are kept that are over.
 *
 * @param workflows with all that belongs to them: steps, events, findings, logs
 * @param snapshots states of targets, from the snapshots to the results
 * @param last of so many workflows of each target the states are kept for longer
 * @param sessions that were closed, since they were last used
 */
@ConfigurationProperties("pawl.retention")
record RetentionProperties(
    @DefaultValue("90d") Duration workflows,
    @DefaultValue("7d") Duration snapshots,
    @DefaultValue("20") int last,
    @DefaultValue("90d") Duration sessions) {}

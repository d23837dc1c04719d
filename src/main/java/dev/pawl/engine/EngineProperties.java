package dev.pawl.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for the execution of workflows on this node.
 *
 * @param lease the time after which a claim expires unless it is renewed
 * @param renewal the interval at which claims are renewed and orphaned workflows are detected
 * @param fence the time without a renewal after which this node stops its work on a workflow; less than the duration of
 *     the lease
 * @param grace the maximum time that running steps may take to stop on shutdown
 * @param watch the interval at which the targets of running workflows are checked for external changes
 * @param again the delay before a workflow is retried whose execution failed, for example because the database was
 *     unavailable
 */
@ConfigurationProperties("pawl.engine")
record EngineProperties(
    @DefaultValue("15s") Duration lease,
    @DefaultValue("3s") Duration renewal,
    @DefaultValue("11s") Duration fence,
    @DefaultValue("10s") Duration grace,
    @DefaultValue("5s") Duration watch,
    @DefaultValue("5s") Duration again) {}

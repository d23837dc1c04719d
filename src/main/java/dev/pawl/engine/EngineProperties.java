package dev.pawl.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for the execution of workflows on this node.
 *
 * @param leaseDuration the time after which a claim expires unless it is renewed
 * @param leaseRenewalInterval the interval at which claims are renewed and orphaned workflows are detected
 * @param fencingTimeout the time without a renewal after which this node stops its work on a workflow; less than the duration of
 *     the lease
 * @param stepGracePeriod the maximum time that running steps may take to stop on shutdown
 * @param targetPollInterval the interval at which the targets of running workflows are checked for external changes
 * @param retryDelay the delay before a workflow is retried whose execution failed, for example because the database was
 *     unavailable
 */
@ConfigurationProperties("pawl.engine")
record EngineProperties(
    @DefaultValue("15s") Duration leaseDuration,
    @DefaultValue("3s") Duration leaseRenewalInterval,
    @DefaultValue("11s") Duration fencingTimeout,
    @DefaultValue("10s") Duration stepGracePeriod,
    @DefaultValue("5s") Duration targetPollInterval,
    @DefaultValue("5s") Duration retryDelay) {}

package dev.pawl.engine;

import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.SelfValidatingProperties;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.annotation.Validated;

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
 * @param repinDelay the time after which a workflow whose plan pins versions of tools that no live node has uses the versions
 *     that live nodes have; longer than the restart of a node
 */
@Validated
@ConfigurationProperties("pawl.engine")
record EngineProperties(
    @DefaultValue("15s") @DurationRange(min = "2s", max = "1h") Duration leaseDuration,
    @DefaultValue("3s") @DurationRange(min = "100ms", max = "10m") Duration leaseRenewalInterval,
    @DefaultValue("11s") @DurationRange(min = "1s", max = "1h") Duration fencingTimeout,
    @DefaultValue("10s") @DurationRange(min = "0s", max = "10m") Duration stepGracePeriod,
    @DefaultValue("5s") @DurationRange(min = "100ms", max = "1h") Duration targetPollInterval,
    @DefaultValue("5s") @DurationRange(min = "10ms", max = "1h") Duration retryDelay,
    @DefaultValue("60s") @DurationRange(min = "0s", max = "30d") Duration repinDelay)
    implements SelfValidatingProperties {

  @Override
  public void compare(Errors errors) {
    if (leaseRenewalInterval.compareTo(fencingTimeout) >= 0) {
      errors.rejectValue(
          "leaseRenewalInterval",
          "range",
          "must be shorter than pawl.engine.fencing-timeout (%s)"
              .formatted(SelfValidatingProperties.print(fencingTimeout)));
    }
    if (fencingTimeout.compareTo(leaseDuration) >= 0) {
      errors.rejectValue(
          "fencingTimeout",
          "range",
          "must be shorter than pawl.engine.lease-duration (%s)"
              .formatted(SelfValidatingProperties.print(leaseDuration)));
    }
  }
}

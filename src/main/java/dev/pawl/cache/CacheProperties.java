package dev.pawl.cache;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Retention of cached results.
 *
 * @param unusedRetention the time after which an unused entry is evicted
 * @param cleanupInterval the interval at which unused entries are evicted
 */
@Validated
@ConfigurationProperties("pawl.cache")
record CacheProperties(
    @DefaultValue("7d") @DurationRange(min = "1m", max = "36500d") Duration unusedRetention,
    @DefaultValue("1h") @DurationRange(min = "1s", max = "30d") Duration cleanupInterval) {}

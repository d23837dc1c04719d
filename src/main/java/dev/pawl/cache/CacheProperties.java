package dev.pawl.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of cached results.
 *
 * @param unusedRetention the time after which an unused entry is evicted
 * @param cleanupInterval the interval at which unused entries are evicted
 */
@ConfigurationProperties("pawl.cache")
record CacheProperties(
    @DefaultValue("7d") Duration unusedRetention, @DefaultValue("1h") Duration cleanupInterval) {}

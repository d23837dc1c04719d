package dev.pawl.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of cached results.
 *
 * @param unused the time after which an unused entry is evicted
 * @param check the interval at which unused entries are evicted
 */
@ConfigurationProperties("pawl.cache")
record CacheProperties(@DefaultValue("7d") Duration unused, @DefaultValue("1h") Duration check) {}

package dev.pawl.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long results are kept.
 *
 * @param unused entries that nothing asked for in this time are pruned
 * @param check how often this is looked after
 */
@ConfigurationProperties("pawl.cache")
record CacheProperties(@DefaultValue("7d") Duration unused, @DefaultValue("1h") Duration check) {}

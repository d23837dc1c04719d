package dev.pawl.recovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often and how soon a step is tried again (2-behaviour, 6.3).
 *
 * @param attempts of one step, in all, before a person is needed
 * @param firstPause before the second attempt; each later one doubles it, give or take a fifth
 * @param longestPause that it grows to
 */
@ConfigurationProperties("pawl.recovery")
record RecoveryProperties(
    @DefaultValue("3") int attempts,
    @DefaultValue("1s") Duration firstPause,
    @DefaultValue("30s") Duration longestPause) {}

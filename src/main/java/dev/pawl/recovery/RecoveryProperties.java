package dev.pawl.recovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for retries of steps.
 *
 * @param maxAttempts the maximum number of attempts of one step before manual intervention is required
 * @param initialBackoff the back-off before the second attempt; it doubles with each further attempt, with 20 % jitter
 * @param maxBackoff the maximum back-off, before jitter
 */
@ConfigurationProperties("pawl.recovery")
record RecoveryProperties(
    @DefaultValue("3") int maxAttempts,
    @DefaultValue("1s") Duration initialBackoff,
    @DefaultValue("30s") Duration maxBackoff) {}

package dev.pawl.session;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of sessions.
 *
 * @param idle the time without use after which a session is closed
 * @param check the interval at which idle sessions are closed
 */
@Validated
@ConfigurationProperties("pawl.session")
record SessionProperties(
    @DefaultValue("24h") @DurationRange(min = "1m", max = "36500d") Duration idle,
    @DefaultValue("1m") @DurationRange(min = "100ms", max = "1d") Duration check) {}

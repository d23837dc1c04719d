package dev.pawl.startup;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the start of a node.
 *
 * @param databaseTimeout the maximum time that the start waits for a database that cannot be reached
 */
@Validated
@ConfigurationProperties("pawl.startup")
record StartupProperties(
    @DefaultValue("60s") @DurationRange(min = "0s", max = "1d") Duration databaseTimeout) {}

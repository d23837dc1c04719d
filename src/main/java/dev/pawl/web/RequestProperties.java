package dev.pawl.web;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Properties of requests.
 *
 * @param requestTimeout the time in which a client must send the headers of a request, and after which it must send the
 *     body with at least 16 KiB/s
 */
@Validated
@ConfigurationProperties("pawl.web")
record RequestProperties(
    @DefaultValue("30s") @DurationRange(min = "1s", max = "1h") Duration requestTimeout) {}

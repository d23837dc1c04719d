package dev.pawl.callback;

import dev.pawl.configuration.DurationRange;
import dev.pawl.network.OutboundUrlPolicy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for sending callbacks.
 *
 * @param secret the secret for signatures as defined by Standard Webhooks, {@code whsec_} and Base64 of 24 to 64 bytes;
 *     without it no callbacks are sent
 * @param allowedUrlPrefixes the URL prefixes of callbacks that may have a private address or use no TLS
 * @param timeout the maximum duration of one attempt to send a callback
 * @param retryDelays the delays before the second and each later attempt; a callback fails after the last of these attempts
 * @param check the interval at which due callbacks are detected
 */
@Validated
@ConfigurationProperties("pawl.callback")
record CallbackProperties(
    @Nullable @Pattern(regexp = "whsec_[A-Za-z0-9+/]{32,86}={0,2}") String secret,
    @DefaultValue({}) List<@NotBlank String> allowedUrlPrefixes,
    @DefaultValue("15s") @DurationRange(min = "100ms", max = "10m") Duration timeout,
    @DefaultValue({"5s", "5m", "30m", "2h", "5h", "10h", "6h"}) @Size(max = 100)
        List<@DurationRange(min = "1ms", max = "30d") Duration> retryDelays,
    @DefaultValue("500ms") @DurationRange(min = "10ms", max = "1h") Duration check) {

  /** Returns why callbacks to a URL are not allowed; empty if they are. */
  Optional<String> rejectionReason(String url) {
    return new OutboundUrlPolicy(allowedUrlPrefixes, "pawl.callback.allowed-url-prefixes")
        .rejectionReason(url, List.of("https"));
  }

  @Override
  public String toString() {
    return "CallbackProperties[secret=%s, allowedUrlPrefixes=%s]"
        .formatted(secret == null ? "none" : "***", allowedUrlPrefixes);
  }
}

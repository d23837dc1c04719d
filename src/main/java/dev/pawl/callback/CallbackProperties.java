package dev.pawl.callback;

import dev.pawl.network.Addresses;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How callbacks are sent.
 *
 * @param secret they are signed with it, as Standard Webhooks has it; nobody is called without one
 * @param allowed beginnings of URLs that may be of a private address or without TLS
 * @param timeout for one attempt
 * @param pauses before the second attempt, the third, and so on; after the last one it is given up
 */
@Validated
@ConfigurationProperties("pawl.callback")
record CallbackProperties(
    @Nullable @Pattern(regexp = "whsec_[A-Za-z0-9+/]{32,86}={0,2}") String secret,
    @DefaultValue({}) List<String> allowed,
    @DefaultValue("15s") Duration timeout,
    @DefaultValue({"5s", "5m", "30m", "2h", "5h", "10h", "6h"}) List<Duration> pauses) {

  /** Why nobody can be called at a URL; empty when somebody can. */
  Optional<String> fault(String url) {
    return new Addresses(allowed, "pawl.callback.allowed").fault(url, List.of("https"));
  }

  @Override
  public String toString() {
    return "CallbackProperties[secret=%s, allowed=%s]"
        .formatted(secret == null ? "none" : "***", allowed);
  }
}

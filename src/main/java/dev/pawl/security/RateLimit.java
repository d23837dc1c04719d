package dev.pawl.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How often each caller may ask this node: so many requests a minute, some of them at once. */
@Component
class RateLimit {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int perMinute;
  private final int atOnce;
  private final Map<String, Bucket> callers = new ConcurrentHashMap<>();

  RateLimit(SecurityProperties properties) {
    this.perMinute = properties.requestsPerMinute();
    this.atOnce = Math.max(1, perMinute / 6);
  }

  /**
   * What is left.
   *
   * @param granted whether this request is one of those
   * @param limit how many may come at once
   * @param remaining how many more
   * @param pause until the next one may come; zero while there are some
   */
  record Left(boolean granted, int limit, long remaining, Duration pause) {

    /** In whole seconds, as headers have it. */
    long pauseSeconds() {
      return pause.plusMillis(999).toSeconds();
    }
  }

  /** Takes one request of a caller. */
  Left take(String caller) {
    ConsumptionProbe probe =
        callers.computeIfAbsent(caller, name -> bucket()).tryConsumeAndReturnRemaining(1);
    return new Left(
        probe.isConsumed(),
        atOnce,
        probe.getRemainingTokens(),
        Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perMinute, MINUTE))
        .build();
  }

  /** Forgets who has not come for a while: their bucket is full again, as a new one would be. */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
  void runOnce() {
    callers.values().removeIf(bucket -> bucket.getAvailableTokens() >= atOnce);
  }
}

package dev.pawl.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Limits the requests per minute of each caller on this node, with a token bucket that allows short bursts. */
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
   * The result of one request to the limiter.
   *
   * @param granted whether the request is allowed
   * @param limit the maximum number of requests at once (the size of the bucket)
   * @param remaining the number of further requests that are allowed now
   * @param pause the time until the next request is allowed; zero if this one was
   */
  record Left(boolean granted, int limit, long remaining, Duration pause) {

    /** Returns the pause in whole seconds, rounded up, as required by HTTP headers. */
    long pauseSeconds() {
      return pause.plusMillis(999).toSeconds();
    }
  }

  /** Counts one request of a caller and returns whether it is allowed. */
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

  /** Evicts idle callers: their bucket is full again and equals a new one. */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
  void runOnce() {
    callers.values().removeIf(bucket -> bucket.getAvailableTokens() >= atOnce);
  }
}

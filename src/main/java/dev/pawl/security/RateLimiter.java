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
class RateLimiter {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int perMinute;
  private final int burst;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  RateLimiter(SecurityProperties properties) {
    this.perMinute = properties.requestsPerMinute();
    this.burst = Math.max(1, perMinute / 6);
  }

  /**
   * The result of one request to the limiter.
   *
   * @param allowed whether the request is allowed
   * @param limit the maximum number of requests at once (the size of the bucket)
   * @param remaining the number of further requests that are allowed now
   * @param retryAfter the time until the next request is allowed; zero if this one was
   */
  record Result(boolean allowed, int limit, long remaining, Duration retryAfter) {

    /** Returns the pause in whole seconds, rounded up, as required by HTTP headers. */
    long retryAfterSeconds() {
      return retryAfter.plusMillis(999).toSeconds();
    }
  }

  /** Counts one request of a caller and returns whether it is allowed. */
  Result tryAcquire(String caller) {
    ConsumptionProbe probe =
        buckets.computeIfAbsent(caller, name -> newBucket()).tryConsumeAndReturnRemaining(1);
    return new Result(
        probe.isConsumed(),
        burst,
        probe.getRemainingTokens(),
        Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perMinute, MINUTE))
        .build();
  }

  /** Evicts idle callers: their bucket is full again and equals a new one. */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
  void evictIdleCallers() {
    buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
  }
}

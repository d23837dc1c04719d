package dev.pawl.callback;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to be told, and how that went.
 *
 * @param callbackId the {@code webhook-id}: the same in each attempt
 * @param to where it goes, without what might be a secret
 * @param nextAt when it is tried next; absent when it was delivered or given up
 */
record Delivery(
    UUID callbackId,
    String type,
    String to,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable Instant deliveredAt,
    List<Attempt> attempts) {

  /**
   * One attempt.
   *
   * @param status of the answer; absent when there was none
   */
  record Attempt(
      int number, Instant at, @Nullable Integer status, @Nullable String error, long durationMs) {}
}

package dev.pawl.callback;

import dev.pawl.callback.Callback.CallbackAttempt;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A callback with its delivery attempts.
 *
 * @param callbackId the {@code webhook-id}, which is the same in each attempt
 * @param to the URL without its query and fragment, which may contain a secret
 * @param nextAt the time of the next attempt; absent if the callback was delivered or given up
 */
@Schema(name = "Delivery")
record CallbackDelivery(
    UUID callbackId,
    String type,
    String to,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable Instant deliveredAt,
    List<Attempt> attempts) {

  /**
   * One delivery attempt.
   *
   * @param status the HTTP status of the response; absent if there was none
   */
  @Schema(name = "Attempt")
  record Attempt(
      int number, Instant at, @Nullable Integer status, @Nullable String error, long durationMs) {

    static Attempt of(int number, CallbackAttempt attempt) {
      return new Attempt(
          number, attempt.at(), attempt.status(), attempt.error(), attempt.durationMs());
    }
  }
}

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
 * @param type the type of the event: {@code workflow.started}, {@code workflow.decision_opened} or {@code workflow.ended}
 * @param to the URL without its query and fragment, which may contain a secret
 * @param createdAt the time of the event
 * @param nextAt the time of the next attempt; absent if the callback was delivered or given up
 * @param deliveredAt the time of the delivery; absent while there was none
 * @param attempts the delivery attempts, oldest first
 */
@Schema(name = "CallbackDelivery")
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
   * @param number the number of the attempt, from 1
   * @param at the time of the attempt
   * @param status the HTTP status of the response; absent if there was none
   * @param error the reason why there was no response; absent if there was one
   * @param durationMs the time until the response or the error, in milliseconds
   */
  @Schema(name = "DeliveryAttempt")
  record Attempt(
      int number, Instant at, @Nullable Integer status, @Nullable String error, long durationMs) {

    static Attempt of(int number, CallbackAttempt attempt) {
      return new Attempt(
          number, attempt.at(), attempt.status(), attempt.error(), attempt.durationMs());
    }
  }
}

package dev.pawl.lock;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * A lock in the API.
 *
 * @param resource the locked resource, such as {@code group:deploy} or {@code publish:/srv/code}
 * @param owner the workflow that holds the lock
 * @param epoch the epoch of the claim that last acquired the lock
 * @param acquiredAt the time at which the owner acquired the lock
 * @param waiters the waiting workflows in the order in which they will acquire the lock
 */
@Schema(name = "LockView")
public record LockView(
    String resource, String owner, long epoch, Instant acquiredAt, List<Waiter> waiters) {

  /**
   * A waiting workflow.
   *
   * @param owner the id of the waiting workflow
   * @param position the position in the queue, from 1
   * @param since the time since which it waits
   */
  @Schema(name = "Waiter")
  public record Waiter(String owner, int position, Instant since) {}
}

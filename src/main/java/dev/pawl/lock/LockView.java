package dev.pawl.lock;

import java.time.Instant;
import java.util.List;

/**
 * A lock as it is shown.
 *
 * @param resource such as {@code group:deploy} or {@code publish:/srv/code}
 * @param owner the workflow that holds it
 * @param epoch the claim under which it was taken last
 * @param waiters who comes next, in this order
 */
public record LockView(
    String resource, String owner, long epoch, Instant acquiredAt, List<Waiter> waiters) {

  /**
   * A workflow that waits.
   *
   * @param position from 1
   */
  public record Waiter(String owner, int position, Instant since) {}
}

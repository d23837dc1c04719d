package dev.pawl.network;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Limits the number of simultaneous operations of each caller or receiver, so that none occupies the node. */
public final class ConcurrencyLimit {

  private final int max;
  private final Map<String, Integer> running = new ConcurrentHashMap<>();

  /** Creates a limit that is the same for all names. */
  public ConcurrencyLimit(int max) {
    this.max = max;
  }

  /** Reserves one of the operations of a name; returns false if all are in use. */
  public boolean tryAcquire(String name) {
    var reserved = new AtomicBoolean();
    running.compute(
        name,
        (key, count) -> {
          int current = count == null ? 0 : count;
          reserved.set(current < max);
          return reserved.get() ? Integer.valueOf(current + 1) : count;
        });
    return reserved.get();
  }

  /** Releases a reserved operation. */
  public void release(String name) {
    running.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
  }
}

package dev.pawl.network;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Limits the number of simultaneous requests to each receiver, so that a slow one does not occupy the node. */
public final class ReceiverLimit {

  private final int maxPerReceiver;
  private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();

  /** Creates a limit that is the same for all receivers. */
  public ReceiverLimit(int maxPerReceiver) {
    this.maxPerReceiver = maxPerReceiver;
  }

  /** Reserves one of the requests to a receiver; returns false if all are in use. */
  public boolean tryAcquire(String receiver) {
    var reserved = new AtomicBoolean();
    inFlight.compute(
        receiver,
        (key, count) -> {
          int current = count == null ? 0 : count;
          reserved.set(current < maxPerReceiver);
          return reserved.get() ? Integer.valueOf(current + 1) : count;
        });
    return reserved.get();
  }

  /** Releases a reserved request. */
  public void release(String receiver) {
    inFlight.computeIfPresent(receiver, (key, count) -> count == 1 ? null : count - 1);
  }
}

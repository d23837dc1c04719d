package dev.pawl.node;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The steps of this node that wait for free processors, in the order of arrival. If other programs use the processors
 * without end, the first step starts anyway after a time, and then one step after the other, so that the node does some
 * work.
 */
final class ProcessorQueue {

  /** The minimum time between two steps that start although the processors are in use. */
  private static final Duration START_INTERVAL = Duration.ofSeconds(2);

  /** The time after such a step for which the load counts as lasting, so that the next one need not wait again. */
  private static final Duration LASTING_TIME = Duration.ofMinutes(1);

  private final Set<Object> waiting = new LinkedHashSet<>();
  private final Duration settleTime;
  private final LongSupplier nanoTime;
  private boolean started;
  private long startedAt;

  /**
   * Creates an empty queue.
   *
   * @param settleTime the time that the first step waits
   * @param nanoTime the time in nanoseconds, as of {@link System#nanoTime()}
   */
  ProcessorQueue(Duration settleTime, LongSupplier nanoTime) {
    this.settleTime = settleTime;
    this.nanoTime = nanoTime;
  }

  /** Adds a step, until the returned entry is closed. */
  synchronized NodeService.QueueEntry join() {
    var ticket = new Object();
    long joinedAt = nanoTime.getAsLong();
    waiting.add(ticket);
    return new NodeService.QueueEntry() {
      @Override
      public int position() {
        return positionOf(ticket);
      }

      @Override
      public boolean start() {
        return ProcessorQueue.this.start(ticket, joinedAt);
      }

      @Override
      public void close() {
        leave(ticket);
      }
    };
  }

  private synchronized boolean start(Object ticket, long joinedAt) {
    long now = nanoTime.getAsLong();
    boolean lasting = started && now - startedAt < LASTING_TIME.toNanos();
    boolean may =
        positionOf(ticket) == 1
            && (lasting
                ? now - startedAt >= START_INTERVAL.toNanos()
                : now - joinedAt >= settleTime.toNanos());
    if (may) {
      started = true;
      startedAt = now;
    }
    return may;
  }

  private synchronized void leave(Object ticket) {
    waiting.remove(ticket);
  }

  private synchronized int positionOf(Object ticket) {
    int position = 1;
    for (Object other : waiting) {
      if (other == ticket) {
        break;
      }
      position++;
    }
    return position;
  }
}

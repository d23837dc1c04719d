package dev.pawl.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * The slots of a role, which are granted in the order of arrival. When their number is reduced, working agents continue
 * and their slots are not reused.
 */
final class AgentSlots {

  /** The time to wait for a slot before the wait is reported; a shorter wait is not worth an event. */
  private static final Duration REPORT_DELAY = Duration.ofMillis(500);

  /** The interval at which a changed position is reported. */
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

  private final Deque<Object> waiting = new ArrayDeque<>();
  private int size;
  private int used;

  AgentSlots(int size) {
    this.size = size;
  }

  /**
   * Acquires a slot.
   *
   * @param maxWait the maximum time to wait
   * @param positionListener is called with the position in the queue, from 1, when a wait begins and when it has changed
   * @throws TimeoutException if no slot became free in time
   */
  void acquire(Duration maxWait, IntConsumer positionListener)
      throws InterruptedException, TimeoutException {
    var ticket = new Object();
    long start = System.nanoTime();
    join(ticket);
    boolean acquired = false;
    try {
      acquired = await(ticket, start, maxWait.compareTo(REPORT_DELAY) < 0 ? maxWait : REPORT_DELAY);
      int reported = 0;
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      while (!acquired && waited.compareTo(maxWait) < 0) {
        int position = position(ticket);
        if (position != reported) {
          positionListener.accept(position);
          reported = position;
        }
        Duration next = waited.plus(REPORT_INTERVAL);
        acquired = await(ticket, start, next.compareTo(maxWait) < 0 ? next : maxWait);
        waited = Duration.ofNanos(System.nanoTime() - start);
      }
    } finally {
      if (!acquired) {
        leave(ticket);
      }
    }
    if (!acquired) {
      throw new TimeoutException();
    }
  }

  private synchronized void join(Object ticket) {
    waiting.add(ticket);
  }

  private synchronized void leave(Object ticket) {
    waiting.remove(ticket);
    notifyAll();
  }

  private synchronized int position(Object ticket) {
    int position = 1;
    for (Object other : waiting) {
      if (other == ticket) {
        break;
      }
      position++;
    }
    return position;
  }

  /** Waits for a slot until a time after the start of the wait, and returns whether it was acquired. */
  private synchronized boolean await(Object ticket, long start, Duration maxWait)
      throws InterruptedException {
    while (used >= size || waiting.peek() != ticket) {
      Duration remaining = maxWait.minusNanos(System.nanoTime() - start);
      if (!remaining.isPositive()) {
        return false;
      }
      wait(remaining.toMillis() + 1);
    }
    waiting.remove();
    used++;
    notifyAll();
    return true;
  }

  synchronized void release() {
    used--;
    notifyAll();
  }

  synchronized void resize(int newSize) {
    size = newSize;
    notifyAll();
  }
}

package dev.pawl.node;

import java.util.LinkedHashSet;
import java.util.Set;

/** The steps of this node that wait for free processors, in the order of arrival. */
final class ProcessorQueue {

  private final Set<Object> waiting = new LinkedHashSet<>();

  /** Adds a step, until the returned entry is closed. */
  synchronized NodeService.QueueEntry join() {
    var ticket = new Object();
    waiting.add(ticket);
    return new NodeService.QueueEntry() {
      @Override
      public int position() {
        return positionOf(ticket);
      }

      @Override
      public void close() {
        leave(ticket);
      }
    };
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

package dev.pawl.workflow;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Lets people wait for the next change of a workflow: at once when this node made it, within a second otherwise. */
@Component
class Changes {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Map<String, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

  @TransactionalEventListener
  void on(WorkflowChanged change) {
    Set<CompletableFuture<Void>> waiters = waiting.remove(change.workflow());
    if (waiters != null) {
      waiters.forEach(waiter -> waiter.complete(null));
    }
  }

  /** Returns when the condition holds, or when the time is over. */
  void await(String workflow, Duration atMost, Supplier<Boolean> condition)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      var signal = new CompletableFuture<Void>();
      waiting.compute(
          workflow,
          (name, waiters) -> {
            Set<CompletableFuture<Void>> all =
                waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(signal);
            return all;
          });
      try {
        long left = end - System.nanoTime();
        if (condition.get() || left <= 0) {
          return;
        }
        signal.get(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException lookAgain) {
        continue;
      } finally {
        waiting.computeIfPresent(
            workflow,
            (name, waiters) -> {
              waiters.remove(signal);
              return waiters.isEmpty() ? null : waiters;
            });
      }
    }
  }
}

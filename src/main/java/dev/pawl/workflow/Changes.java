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

/** Notifies subscribers of changes of workflows, on whichever node a change is made. */
@Component
public class Changes {

  /** The poll interval of waiters, as notifications of other nodes can be lost with a connection. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();
  private final Notices notices;

  Changes(Notices notices) {
    this.notices = notices;
    notices.listener(this::changed);
  }

  /** A subscription to changes, until it is closed. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Subscribes to all further changes of a workflow.
   *
   * @param listener the listener, which must not block and may be called more often than there are changes
   */
  public Subscription subscribe(String workflow, Runnable listener) {
    listeners.compute(
        workflow,
        (name, all) -> {
          Set<Runnable> known = all == null ? ConcurrentHashMap.newKeySet() : all;
          known.add(listener);
          return known;
        });
    return () ->
        listeners.computeIfPresent(
            workflow,
            (name, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  @TransactionalEventListener
  void on(WorkflowChanged change) {
    changed(change.workflow());
    notices.tell(change.workflow());
  }

  private void changed(String workflow) {
    Set<Runnable> all = listeners.get(workflow);
    if (all != null) {
      all.forEach(Runnable::run);
    }
  }

  /** Waits until the condition holds or the time has elapsed. */
  void await(String workflow, Duration atMost, Supplier<Boolean> condition)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      var signal = new CompletableFuture<Void>();
      try (var _ = subscribe(workflow, () -> signal.complete(null))) {
        long left = end - System.nanoTime();
        if (condition.get() || left <= 0) {
          return;
        }
        signal.get(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException lookAgain) {
        continue;
      }
    }
  }
}

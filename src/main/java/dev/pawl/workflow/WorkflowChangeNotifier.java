package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Notifies subscribers of changes of workflows, on whichever node a change is made. */
@Component
public class WorkflowChangeNotifier {

  /** The poll interval of waiters, as notifications of other nodes can be lost with a connection. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

  private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();
  private final PostgresNotifier notifier;
  private volatile boolean closing;

  WorkflowChangeNotifier(PostgresNotifier notifier) {
    this.notifier = notifier;
    notifier.setListener(this::notifyListeners);
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
        (name, current) -> {
          Set<Runnable> subscribers = current == null ? ConcurrentHashMap.newKeySet() : current;
          subscribers.add(listener);
          return subscribers;
        });
    return () ->
        listeners.computeIfPresent(
            workflow,
            (name, current) -> {
              current.remove(listener);
              return current.isEmpty() ? null : current;
            });
  }

  @TransactionalEventListener
  void onWorkflowChanged(WorkflowChanged change) {
    notifyListeners(change.workflow());
    notifier.notifyNodes(change.workflow());
  }

  private void notifyListeners(String workflow) {
    Set<Runnable> subscribers = listeners.get(workflow);
    if (subscribers != null) {
      subscribers.forEach(Runnable::run);
    }
  }

  /** Ends all waits, so that open requests do not delay the shutdown. */
  @EventListener(ContextClosedEvent.class)
  void endWaits() {
    closing = true;
    listeners.keySet().forEach(this::notifyListeners);
  }

  /**
   * Waits until the condition holds, the time has elapsed or the node is shutting down. Callers are virtual threads, which
   * occupy no thread of the operating system meanwhile.
   */
  public void await(String workflow, Duration timeout, Supplier<Boolean> condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      var signal = new CompletableFuture<Void>();
      try (var _ = subscribe(workflow, () -> signal.complete(null))) {
        long remaining = deadline - System.nanoTime();
        if (closing || condition.get() || remaining <= 0) {
          return;
        }
        signal.get(Math.min(remaining, POLL_INTERVAL.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException pollAgain) {
        continue;
      }
    }
  }
}

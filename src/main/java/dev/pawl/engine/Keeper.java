package dev.pawl.engine;

import dev.pawl.pipeline.Held;
import dev.pawl.pipeline.Held.Stop;
import dev.pawl.workflow.Claim;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workflow.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Renews the leases of the claims of this node, and stops work on claims that are lost or cancelled. */
@Component
class Keeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);
  private static final Duration LET_END = Duration.ofSeconds(5);

  private final WorkQueue queue;
  private final EngineProperties properties;
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();
  private volatile boolean running;

  Keeper(WorkQueue queue, EngineProperties properties) {
    this.queue = queue;
    this.properties = properties;
  }

  Held hold(Claim claim) {
    var holding = new Held(claim, properties.fence());
    held.put(claim.id(), holding);
    if (!running) {
      holding.stop(Stop.SHUTDOWN);
    }
    return holding;
  }

  /** Returns the claims that this node is working on. */
  List<Held> held() {
    return List.copyOf(held.values());
  }

  void drop(Held holding) {
    held.remove(holding.claim().id(), holding);
    synchronized (held) {
      held.notifyAll();
    }
  }

  /** Renews the leases of all claims once. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void runOnce() {
    List<Held> now = held();
    if (now.isEmpty()) {
      return;
    }
    try {
      renew(now);
    } catch (RuntimeException e) {
      log.warn("Failed to renew the leases of {} workflows: {}", now.size(), e.getMessage());
    }
  }

  /** Stops work on claims whose renewal is overdue. Runs apart from the renewal, which hangs when the database does. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void fence() {
    held().stream().filter(Held::overdue).forEach(holding -> holding.stop(Stop.LOST));
  }

  private void renew(List<Held> now) {
    long asked = System.nanoTime();
    Map<UUID, Boolean> good =
        queue.renew(now.stream().map(Held::claim).toList(), properties.lease());
    for (Held holding : now) {
      Boolean cancelled = good.get(holding.claim().id());
      if (cancelled == null) {
        holding.stop(Stop.LOST);
      } else {
        holding.renewed(asked);
        if (cancelled) {
          holding.stop(Stop.CANCELLED);
        }
      }
    }
  }

  @TransactionalEventListener
  void on(WorkflowChanged change) {
    Held holding = held.get(change.id());
    if (holding != null && change.event() instanceof CancellationRequested) {
      holding.stop(Stop.CANCELLED);
    }
  }

  @Override
  public void start() {
    running = true;
  }

  /** Lets running steps complete for a few seconds, then stops them; other nodes or a restart resume the workflows. */
  @Override
  public void stop() {
    running = false;
    awaitNone(LET_END);
    held.values().forEach(holding -> holding.stop(Stop.SHUTDOWN));
    awaitNone(properties.grace());
  }

  private void awaitNone(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (held) {
      while (!held.isEmpty() && System.nanoTime() < end) {
        try {
          held.wait(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Stops after {@link WakeUps}, so that no new work arrives meanwhile. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

package dev.pawl.engine;

import dev.pawl.engine.pipeline.ActiveClaim;
import dev.pawl.engine.pipeline.ActiveClaim.StopReason;
import dev.pawl.engine.pipeline.ExecutionSlot;
import dev.pawl.lock.Claim;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowExecutionService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;

/** Renews the leases of the claims of this node, and stops work on claims that are lost or cancelled. */
@Component
class LeaseRenewer implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

  private final WorkflowExecutionService executionService;
  private final EngineProperties properties;
  private final Map<UUID, ActiveClaim> activeClaims = new ConcurrentHashMap<>();
  private volatile boolean running;

  LeaseRenewer(WorkflowExecutionService executionService, EngineProperties properties) {
    this.executionService = executionService;
    this.properties = properties;
  }

  ActiveClaim register(Claim claim, ExecutionSlot slot) {
    var activeClaim = new ActiveClaim(claim, properties.fencingTimeout(), slot);
    activeClaims.put(claim.id(), activeClaim);
    if (!running) {
      activeClaim.stop(StopReason.SHUTDOWN);
    }
    return activeClaim;
  }

  /** Returns the claims that this node is working on. */
  List<ActiveClaim> active() {
    return List.copyOf(activeClaims.values());
  }

  void unregister(ActiveClaim activeClaim) {
    activeClaims.remove(activeClaim.claim().id(), activeClaim);
    synchronized (activeClaims) {
      activeClaims.notifyAll();
    }
  }

  /** Renews the leases of all claims once. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void renewLeases() {
    List<ActiveClaim> current = active();
    if (current.isEmpty()) {
      return;
    }
    try {
      renew(current);
    } catch (RuntimeException e) {
      log.warn("Failed to renew leases: {}, workflows: {}", e, current.size());
    }
  }

  /** Stops work on claims whose renewal is overdue. Runs apart from the renewal, which hangs when the database does. */
  @Scheduled(fixedRateString = "${pawl.engine.lease-renewal-interval:3s}")
  void fenceOverdue() {
    active().stream()
        .filter(activeClaim -> activeClaim.stopReason() == StopReason.LOST)
        .forEach(activeClaim -> activeClaim.stop(StopReason.LOST));
  }

  private void renew(List<ActiveClaim> claims) {
    long requestedAt = System.nanoTime();
    Map<UUID, Boolean> renewed =
        executionService.renew(
            claims.stream().map(ActiveClaim::claim).toList(), properties.leaseDuration());
    var skipped = new ArrayList<ActiveClaim>();
    for (ActiveClaim activeClaim : claims) {
      Boolean cancelled = renewed.get(activeClaim.claim().id());
      if (cancelled == null) {
        skipped.add(activeClaim);
      } else {
        activeClaim.recordRenewal(requestedAt);
        if (cancelled) {
          activeClaim.stop(StopReason.CANCELLED);
        }
      }
    }
    if (!skipped.isEmpty()) {
      stopLost(skipped);
    }
  }

  /** Stops work on lost claims. The others were locked by another transaction, and are renewed the next time. */
  private void stopLost(List<ActiveClaim> skipped) {
    Set<UUID> lost = executionService.findLost(skipped.stream().map(ActiveClaim::claim).toList());
    skipped.stream()
        .filter(activeClaim -> lost.contains(activeClaim.claim().id()))
        .forEach(activeClaim -> activeClaim.stop(StopReason.LOST));
  }

  @TransactionalEventListener
  void onWorkflowChanged(WorkflowChanged change) {
    ActiveClaim activeClaim = activeClaims.get(change.id());
    if (activeClaim != null && change.event() instanceof CancellationRequested) {
      activeClaim.stop(StopReason.CANCELLED);
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
    awaitIdle(DRAIN_TIMEOUT);
    markShutDown();
    activeClaims.values().forEach(activeClaim -> activeClaim.stop(StopReason.SHUTDOWN));
    awaitIdle(properties.stepGracePeriod());
  }

  /** Records the shutdown first: a step that does not stop in time is killed with the process and releases no claim. */
  private void markShutDown() {
    List<ActiveClaim> current = active();
    if (current.isEmpty()) {
      return;
    }
    try {
      executionService.markShutDown(current.stream().map(ActiveClaim::claim).toList());
    } catch (DataAccessException | TransactionException e) {
      log.warn(
          "Shutdown not recorded for {} workflows, whose running steps count as lost: {}",
          current.size(),
          e.getMessage());
    }
  }

  private void awaitIdle(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (activeClaims) {
      while (!activeClaims.isEmpty() && System.nanoTime() < deadline) {
        try {
          activeClaims.wait(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Stops after {@link WorkflowScheduler}, so that no new work arrives meanwhile. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

package dev.pawl.workflow;

import dev.pawl.lock.Busy;
import dev.pawl.lock.Locks;
import dev.pawl.workflow.WorkflowEvent.LockAwaited;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Acquires and releases the FIFO locks of workflows: the lock of their concurrency group and the publish lock. */
@Component
class Lines {

  private final Locks locks;

  Lines(Locks locks) {
    this.locks = locks;
  }

  /** Tries to acquire a lock. On failure the workflow is queued and woken when the lock passes to it. */
  boolean holds(Workflow workflow, Claim claim, String resource) {
    Optional<Busy> busy = locks.take(resource, workflow.id(), workflow.name(), claim.epoch());
    boolean waited = resource.equals(workflow.waiting().awaited());
    if (busy.isEmpty() && waited) {
      workflow.waiting().await(null);
    }
    if (busy.isPresent() && !waited) {
      workflow.waiting().await(resource);
      workflow.tell(new LockAwaited(resource, busy.get().heldBy(), busy.get().position()));
    }
    return busy.isEmpty();
  }

  /** Returns whether the workflow may proceed. A workflow that no longer needs the awaited lock leaves the queue. */
  boolean letOn(Workflow workflow, Claim claim, Optional<String> wanted) {
    if (wanted.isPresent()) {
      return holds(workflow, claim, wanted.get());
    }
    String awaited = workflow.waiting().awaited();
    if (awaited != null) {
      locks.release(awaited, workflow.id());
      workflow.waiting().await(null);
    }
    return true;
  }

  /** Releases the publish lock of the target. */
  void published(Workflow workflow) {
    workflow.request().publishing().ifPresent(turn -> locks.release(turn, workflow.id()));
  }

  /** Releases all locks of a workflow and removes it from all queues. */
  void leave(UUID workflow) {
    locks.release(workflow);
  }
}

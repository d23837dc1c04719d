package dev.pawl.workflow;

import dev.pawl.lock.Claim;
import dev.pawl.lock.LockConflict;
import dev.pawl.lock.LockService;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Acquires and releases the FIFO locks of workflows: the lock of their concurrency group and the publish lock. */
@Component
class WorkflowLocks {

  private final LockService locks;

  WorkflowLocks(LockService locks) {
    this.locks = locks;
  }

  /** Tries to acquire a lock. On failure the workflow is queued and woken when the lock passes to it. */
  boolean tryAcquire(Workflow workflow, Claim claim, String resource) {
    Optional<LockConflict> busy =
        locks.acquire(resource, workflow.id(), workflow.name(), claim.epoch());
    boolean waited = resource.equals(workflow.waitState().awaitedLock());
    if (busy.isEmpty() && waited) {
      workflow.endLockWait();
    }
    if (busy.isPresent() && !waited) {
      workflow.awaitLock(resource, busy.get());
    }
    return busy.isEmpty();
  }

  /** Returns whether the workflow may proceed. A workflow that no longer needs the awaited lock leaves the queue. */
  boolean tryAdmit(Workflow workflow, Claim claim, Optional<String> requiredLock) {
    if (requiredLock.isPresent()) {
      return tryAcquire(workflow, claim, requiredLock.get());
    }
    String awaited = workflow.waitState().awaitedLock();
    if (awaited != null) {
      locks.release(awaited, workflow.id());
      workflow.endLockWait();
    }
    return true;
  }

  /** Releases the publish lock of the target. */
  void releasePublishLock(Workflow workflow) {
    workflow
        .spec()
        .publishLock()
        .ifPresent(publishLock -> locks.release(publishLock, workflow.id()));
  }

  /** Releases all locks of a workflow and removes it from all queues. */
  void releaseAll(UUID workflow) {
    locks.releaseAll(workflow);
  }
}

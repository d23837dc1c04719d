package dev.pawl.workflow;

import dev.pawl.lock.Busy;
import dev.pawl.lock.Locks;
import dev.pawl.workflow.WorkflowEvent.LockAwaited;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Has workflows wait in line for what others hold, their group or the turn to publish (2-behaviour, 7.7). */
@Component
class Lines {

  private final Locks locks;

  Lines(Locks locks) {
    this.locks = locks;
  }

  /** Whether a workflow has a lock now; if not it stands in line, and is woken when the lock is free for it. */
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

  /** Whether nothing keeps it from what comes next; who is to stop or to stand still instead leaves the line. */
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

  /** The target is changed, or is not going to be: the next one may publish to it. */
  void published(Workflow workflow) {
    workflow.request().publishing().ifPresent(turn -> locks.release(turn, workflow.id()));
  }

  /** Lets go of everything that a workflow holds or waits for. */
  void leave(UUID workflow) {
    locks.release(workflow);
  }
}

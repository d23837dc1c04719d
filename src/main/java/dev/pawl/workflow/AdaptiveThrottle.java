package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.PlanAdjusted;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Adapts the parallelism and timeouts of an adaptive plan to the duration of its completed phases. */
@Embeddable
class AdaptiveThrottle {

  /** The used share of the timeout, in percent, above which the plan slows down. */
  private static final int SLOW_DOWN_PERCENT = 80;

  /** The used share of the timeout, in percent, below which parallelism is raised again by one. */
  private static final int SPEED_UP_PERCENT = 20;

  @Column(name = "most_parallel")
  private @Nullable Short mostParallel;

  @Column(name = "patience")
  private int patience = 100;

  WorkflowRows.ThrottleColumns toColumns() {
    return new WorkflowRows.ThrottleColumns(mostParallel, patience);
  }

  /** Returns the maximum number of parallel steps, given the number that the plan allows. */
  int maxParallel(int planned) {
    return mostParallel == null ? planned : Math.min(planned, mostParallel);
  }

  /** Returns the adapted timeout for a planned one. */
  Duration scaleTimeout(Duration planned) {
    return planned.multipliedBy(patience).dividedBy(100);
  }

  /** Returns whether parallelism or timeouts differ from the plan. */
  boolean isAdjusted(int planned) {
    return patience != 100 || maxParallel(planned) != planned;
  }

  /** Returns the timeout factor in percent of the planned timeouts. */
  int timeoutPercent() {
    return patience;
  }

  /** Applies a recorded adjustment. */
  void replay(PlanAdjusted adjustment) {
    mostParallel = (short) adjustment.maxParallel();
    patience = adjustment.timeouts();
  }

  /**
   * Adapts to the duration of a completed phase, if the phase has its own timeout.
   *
   * @param planned the maximum number of parallel steps according to the plan
   * @return the event of the adjustment; empty when nothing was adjusted
   */
  Optional<WorkflowEvent> adapt(Phase phase, int planned) {
    OptionalLong usedPercent = phase.usedPercent(this);
    return usedPercent.isEmpty()
        ? Optional.empty()
        : adapt(phase.name(), usedPercent.getAsLong(), planned);
  }

  private Optional<WorkflowEvent> adapt(String phase, long usedPercent, int planned) {
    int current = maxParallel(planned);
    int next = current;
    if (usedPercent > SLOW_DOWN_PERCENT) {
      next = Math.max(1, current - 1);
      patience = patience * 3 / 2;
    } else if (usedPercent < SPEED_UP_PERCENT) {
      next = Math.min(planned, current + 1);
    }
    mostParallel = (short) next;
    return usedPercent > SLOW_DOWN_PERCENT || next != current
        ? Optional.of(new PlanAdjusted(phase, usedPercent, next, patience))
        : Optional.empty();
  }
}

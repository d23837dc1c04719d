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
class Pace {

  /** The used share of the timeout, in percent, above which the plan slows down. */
  private static final int LONG = 80;

  /** The used share of the timeout, in percent, below which parallelism is raised again by one. */
  private static final int SHORT = 20;

  @Column(name = "most_parallel")
  private @Nullable Short mostParallel;

  @Column(name = "patience")
  private int patience = 100;

  /** Returns the maximum number of parallel steps, given the number that the plan allows. */
  int parallel(int planned) {
    return mostParallel == null ? planned : Math.min(planned, mostParallel);
  }

  /** Returns the adapted timeout for a planned one. */
  Duration time(Duration planned) {
    return planned.multipliedBy(patience).dividedBy(100);
  }

  /** Returns whether parallelism or timeouts differ from the plan. */
  boolean differs(int planned) {
    return patience != 100 || parallel(planned) != planned;
  }

  /** Returns the timeout factor in percent of the planned timeouts. */
  int patience() {
    return patience;
  }

  /**
   * Adapts to the duration of a completed phase, if the phase has its own timeout.
   *
   * @param planned the maximum number of parallel steps according to the plan
   * @return the event of the adjustment; empty when nothing was adjusted
   */
  Optional<WorkflowEvent> learn(Phase phase, int planned) {
    OptionalLong used = phase.used(this);
    return used.isEmpty() ? Optional.empty() : learn(phase.name(), used.getAsLong(), planned);
  }

  private Optional<WorkflowEvent> learn(String phase, long used, int planned) {
    int now = parallel(planned);
    int next = now;
    if (used > LONG) {
      next = Math.max(1, now - 1);
      patience = patience * 3 / 2;
    } else if (used < SHORT) {
      next = Math.min(planned, now + 1);
    }
    mostParallel = (short) next;
    return used > LONG || next != now
        ? Optional.of(new PlanAdjusted(phase, used, next, patience))
        : Optional.empty();
  }
}

package dev.pawl.workflow;

import dev.pawl.workflow.WorkflowEvent.PlanAdjusted;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How fast the rest of an adaptive plan goes, by how long its phases took (2-behaviour, 2.5). */
@Embeddable
class Pace {

  /** Of the time that a phase has, in percent. */
  private static final int LONG = 80;

  private static final int SHORT = 20;

  private @Nullable Short mostParallel;
  private int patience = 100;

  /** How many steps may run beside each other, of those that the plan allows. */
  int parallel(int planned) {
    return mostParallel == null ? planned : Math.min(planned, mostParallel);
  }

  /** How long something may take that the plan gives so much time. */
  Duration time(Duration planned) {
    return planned.multipliedBy(patience).dividedBy(100);
  }

  /** Whether it is another one than the plan's. */
  boolean differs(int planned) {
    return patience != 100 || parallel(planned) != planned;
  }

  /** Of the plan's timeouts, in percent. */
  int patience() {
    return patience;
  }

  /**
   * Learns from a phase that is over, if it had a time of its own.
   *
   * @param planned how many steps beside each other the plan allows
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

package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants to be planned for (2-behaviour, 1.2).
 *
 * @param mode as the workflow type says when absent
 * @param maxParallel at most this many steps beside each other, from 1 to 8
 */
public record Planning(
    @Nullable Mode mode,
    @Nullable Priority priority,
    @Nullable Integer maxParallel,
    @Nullable OptimizationLevel optimizationLevel) {

  /** Nothing special. */
  public static final Planning DEFAULT = new Planning(null, null, null, null);

  /** How a plan is made of commands. */
  public enum Mode {
    COORDINATED,
    ADAPTIVE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What matters most. */
  public enum Priority {
    BALANCED,
    SPEED,
    SAFETY,
    THOROUGH;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much of the node a workflow may use (2-behaviour, 7.6). */
  public enum OptimizationLevel {
    MAXIMUM,
    BALANCED,
    CONSERVATIVE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether what is remembered from before is used. */
    public boolean remembers() {
      return this != CONSERVATIVE;
    }

    /** The most things beside each other. */
    public int parallel(int cpus) {
      int most = Math.min(8, cpus);
      return switch (this) {
        case MAXIMUM -> most;
        case BALANCED -> Math.max(1, most / 2);
        case CONSERVATIVE -> 1;
      };
    }
  }

  /** The same, with at most so many steps beside each other. */
  public Planning atMost(int steps) {
    int limit = maxParallel == null ? steps : Math.min(steps, maxParallel);
    return new Planning(mode, priority, limit, optimizationLevel);
  }

  /** The plan's own figure, within what was asked for. */
  int limit(int planned, int cpus) {
    int limit =
        optimizationLevel == null ? planned : Math.min(planned, optimizationLevel.parallel(cpus));
    return maxParallel == null ? limit : Math.min(limit, maxParallel);
  }
}

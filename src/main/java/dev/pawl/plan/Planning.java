package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The planning options of a request.
 *
 * @param mode the planning mode; that of the workflow type if absent
 * @param maxParallel the maximum number of parallel steps, from 1 to 8
 */
@Schema(name = "Planning")
public record Planning(
    @Nullable Mode mode,
    @Nullable Priority priority,
    @Nullable Integer maxParallel,
    @Nullable OptimizationLevel optimizationLevel) {

  /** The default options. */
  public static final Planning DEFAULT = new Planning(null, null, null, null);

  /** The planning mode for requested commands. */
  public enum Mode {
    COORDINATED,
    ADAPTIVE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The priority of an adaptive plan. */
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

  /** The share of a node that a workflow may use. */
  public enum OptimizationLevel {
    MAXIMUM,
    BALANCED,
    CONSERVATIVE;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether caches are used. */
    public boolean remembers() {
      return this != CONSERVATIVE;
    }

    /** Returns the maximum parallelism for the given number of processors. */
    public int parallel(int cpus) {
      int most = Math.min(8, cpus);
      return switch (this) {
        case MAXIMUM -> most;
        case BALANCED -> Math.max(1, most / 2);
        case CONSERVATIVE -> 1;
      };
    }
  }

  /** Returns a copy that limits the number of parallel steps. */
  public Planning atMost(int steps) {
    int limit = maxParallel == null ? steps : Math.min(steps, maxParallel);
    return new Planning(mode, priority, limit, optimizationLevel);
  }

  /** Limits the planned parallelism by the optimization level and the requested maximum. */
  int limit(int planned, int cpus) {
    int limit =
        optimizationLevel == null ? planned : Math.min(planned, optimizationLevel.parallel(cpus));
    return maxParallel == null ? limit : Math.min(limit, maxParallel);
  }
}

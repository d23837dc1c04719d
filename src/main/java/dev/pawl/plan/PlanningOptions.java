package dev.pawl.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The planning options of a request.
 *
 * @param mode the planning mode; that of the workflow type if absent
 * @param priority the priority of an adaptive plan
 * @param maxParallel the maximum number of parallel steps, from 1 to 8
 * @param optimizationLevel the share of a node that the workflow may use; no limit if absent
 */
@Schema(name = "PlanningOptions")
public record PlanningOptions(
    @Nullable Mode mode,
    @Nullable Priority priority,
    @Nullable Integer maxParallel,
    @Nullable OptimizationLevel optimizationLevel) {

  /** The default options. */
  public static final PlanningOptions DEFAULT = new PlanningOptions(null, null, null, null);

  /** The planning mode for requested commands. */
  @Schema(name = "PlanningMode")
  public enum Mode {
    COORDINATED,
    ADAPTIVE;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The priority of an adaptive plan. */
  @Schema(name = "PlanningPriority")
  public enum Priority {
    BALANCED,
    SPEED,
    SAFETY,
    THOROUGH;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The share of a node that a workflow may use. */
  @Schema(name = "OptimizationLevel")
  public enum OptimizationLevel {
    MAXIMUM,
    BALANCED,
    CONSERVATIVE;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether caches are used. */
    public boolean usesCache() {
      return this != CONSERVATIVE;
    }

    /** Returns the maximum parallelism for the given number of processors. */
    public int maxParallel(int cpus) {
      int max = Math.min(8, cpus);
      return switch (this) {
        case MAXIMUM -> max;
        case BALANCED -> Math.max(1, max / 2);
        case CONSERVATIVE -> 1;
      };
    }
  }

  /** Returns a copy that limits the number of parallel steps. */
  public PlanningOptions withMaxParallel(int steps) {
    int limit = maxParallel == null ? steps : Math.min(steps, maxParallel);
    return new PlanningOptions(mode, priority, limit, optimizationLevel);
  }

  /**
   * Returns the parallelism of a plan: that of the optimization level, if one is requested, but at most the requested
   * maximum.
   *
   * @param planned the parallelism without an optimization level
   * @param isLimit whether the strategy has chosen it for the target, so that no level exceeds it
   */
  int parallelism(int planned, boolean isLimit, int cpus) {
    int parallelism = planned;
    if (optimizationLevel != null) {
      int ofLevel = optimizationLevel.maxParallel(cpus);
      parallelism = isLimit ? Math.min(planned, ofLevel) : ofLevel;
    }
    return maxParallel == null ? parallelism : Math.min(parallelism, maxParallel);
  }
}

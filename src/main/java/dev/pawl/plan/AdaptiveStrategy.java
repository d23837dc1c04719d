package dev.pawl.plan;

import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.PlanningOptions.Priority;
import dev.pawl.plan.SystemState.Code;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The strategy of an adaptive plan, which determines phases, timeouts and parallelism. */
enum AdaptiveStrategy {
  PERFORMANCE("parallel_analysis", "sequential_modifications", PhaseKind.PARALLEL, 300, 600),
  CONSERVATIVE("initial_verification", "careful_modifications", PhaseKind.SEQUENTIAL, 600, 1200),
  BALANCED("parallel_analysis", "sequential_modifications", PhaseKind.PARALLEL, 300, 900),
  SIMPLE("parallel_analysis", "sequential_modifications", PhaseKind.PARALLEL, 300, 900),
  COMPREHENSIVE("parallel_analysis", "sequential_modifications", PhaseKind.PARALLEL, 600, 1200);

  static final String FINAL_PHASE = "final_verification";

  private static final int LARGE_FILE_COUNT = 1000;
  private static final int SMALL_FILE_COUNT = 50;
  private static final long LARGE_SIZE_BYTES = 104_857_600;
  private static final long SMALL_SIZE_BYTES = 1_048_576;

  final String analysisPhase;
  final String modificationPhase;
  final PhaseKind analysisKind;
  final Duration analysisTimeout;
  final Duration modificationTimeout;

  AdaptiveStrategy(
      String analysisPhase,
      String modificationPhase,
      PhaseKind analysisKind,
      int analysisSeconds,
      int modificationSeconds) {
    this.analysisPhase = analysisPhase;
    this.modificationPhase = modificationPhase;
    this.analysisKind = analysisKind;
    this.analysisTimeout = Duration.ofSeconds(analysisSeconds);
    this.modificationTimeout = Duration.ofSeconds(modificationSeconds);
  }

  /** A strategy and the reason for it. */
  record Choice(AdaptiveStrategy strategy, String reason) {}

  /** Returns the strategy of the first matching rule. A priority other than balanced takes precedence. */
  static Choice choose(@Nullable Code code, Priority priority) {
    switch (priority) {
      case SPEED -> {
        return new Choice(PERFORMANCE, "the priority is speed");
      }
      case SAFETY -> {
        return new Choice(CONSERVATIVE, "the priority is safety");
      }
      case THOROUGH -> {
        return new Choice(COMPREHENSIVE, "the priority is thorough");
      }
      case BALANCED -> {
        // The size of the target determines the strategy.
      }
    }
    if (code == null) {
      return new Choice(BALANCED, "the size of a repository is unknown before the workflow runs");
    }
    if (code.sourceFiles() > LARGE_FILE_COUNT) {
      return new Choice(
          PERFORMANCE,
          "the target has more than 1000 source files (%d)".formatted(code.sourceFiles()));
    }
    if (code.totalSize() > LARGE_SIZE_BYTES) {
      return new Choice(
          PERFORMANCE, "the target has more than 104857600 bytes (%d)".formatted(code.totalSize()));
    }
    if (code.sourceFiles() < SMALL_FILE_COUNT) {
      return new Choice(
          SIMPLE, "the target has fewer than 50 source files (%d)".formatted(code.sourceFiles()));
    }
    if (code.totalSize() < SMALL_SIZE_BYTES) {
      return new Choice(
          SIMPLE, "the target has fewer than 1048576 bytes (%d)".formatted(code.totalSize()));
    }
    return new Choice(
        BALANCED,
        "%d source files and %d bytes are within the default range"
            .formatted(code.sourceFiles(), code.totalSize()));
  }

  int maxParallel(int cpus) {
    return switch (this) {
      case PERFORMANCE, COMPREHENSIVE -> Math.min(4, cpus);
      case BALANCED -> Math.max(1, Math.min(2, cpus / 2));
      case CONSERVATIVE, SIMPLE -> 1;
    };
  }

  String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}

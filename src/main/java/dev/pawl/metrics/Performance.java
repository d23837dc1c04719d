package dev.pawl.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How fast a workflow was, compared with one file at a time and with earlier runs (2-behaviour, 7.6).
 *
 * @param optimizationLevel how much of a node it may use; as much as it gives when absent
 * @param durationMs from its start to its end; absent while it runs
 * @param baseline measured before, in workflows with an optimization level
 * @param measured how long the first check of the same kind took
 * @param improvementPercent how much less time a file took than in the baseline
 * @param earlier completed workflows of the same type on the same target
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Performance(
    String workflowId,
    @Nullable String optimizationLevel,
    @Nullable Long durationMs,
    @Nullable Baseline baseline,
    @Nullable Measured measured,
    @Nullable Double improvementPercent,
    @Nullable Earlier earlier) {

  /**
   * Files checked one at a time, with nothing remembered.
   *
   * @param totalSize in bytes
   * @param avgProcessingSpeedMs how long one of the sample took
   */
  record Baseline(
      long fileCount,
      long sourceFileCount,
      long totalSize,
      long sample,
      double avgProcessingSpeedMs) {}

  /** Files checked as the workflow does it. */
  record Measured(String step, long files, long durationMs, double avgProcessingSpeedMs) {}

  /**
   * What came before.
   *
   * @param runs how many, of the last 20
   * @param medianMs of their durations
   * @param improvementPercent how much less time this one took
   */
  record Earlier(long runs, long medianMs, @Nullable Double improvementPercent) {}

  /** How much less a time is than another, in percent, with one decimal; absent when there is nothing to compare. */
  static @Nullable Double improvement(double before, double now) {
    return before <= 0 ? null : Math.round(1000 * (before - now) / before) / 10.0;
  }
}

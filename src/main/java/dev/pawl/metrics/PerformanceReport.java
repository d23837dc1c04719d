package dev.pawl.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.web.TextDocument;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The performance of a workflow, compared with checking one file at a time and with earlier runs.
 *
 * @param workflowId the id of the workflow
 * @param optimizationLevel the level that limits the share of a node that the workflow may use; no limit when absent
 * @param durationMs the time from start to end in milliseconds; absent while the workflow runs
 * @param baseline the measurement before the checks; only in workflows with an optimization level
 * @param measured the duration of the first check of the same kind
 * @param improvementPercent the reduction of the time per file against the baseline, in percent
 * @param earlier the statistics of completed workflows of the same type on the same target
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PerformanceReport")
record PerformanceReport(
    String workflowId,
    @Nullable String optimizationLevel,
    @Nullable Long durationMs,
    @Nullable Baseline baseline,
    @Nullable CheckMeasurement measured,
    @Nullable Double improvementPercent,
    @Nullable PreviousRuns earlier)
    implements TextDocument {

  @Override
  public List<String> textLines() {
    var lines = new ArrayList<String>();
    lines.add(
        workflowId + (durationMs == null ? ": still running" : ": %d ms".formatted(durationMs)));
    if (baseline != null) {
      lines.add("one file at a time: %.1f ms per file".formatted(baseline.avgProcessingSpeedMs()));
    }
    if (measured != null) {
      lines.add(
          "%s: %d files, %.1f ms per file"
              .formatted(measured.step(), measured.files(), measured.avgProcessingSpeedMs()));
    }
    if (earlier != null) {
      lines.add("%d earlier runs: median %d ms".formatted(earlier.runs(), earlier.medianMs()));
    }
    return lines;
  }

  /**
   * A check of one file at a time, without caches.
   *
   * @param fileCount the number of files of the target
   * @param sourceFileCount the number of source files
   * @param totalSize the size of all files in bytes
   * @param sample the number of files that were checked for the measurement
   * @param avgProcessingSpeedMs the average duration per file of the sample, in milliseconds
   */
  @Schema(name = "PerformanceBaseline")
  record Baseline(
      long fileCount,
      long sourceFileCount,
      long totalSize,
      long sample,
      double avgProcessingSpeedMs) {}

  /**
   * A check as the workflow performs it.
   *
   * @param step the step that performed the check
   * @param files the number of checked files
   * @param durationMs the duration of the check in milliseconds
   * @param avgProcessingSpeedMs the average duration per file, in milliseconds
   */
  @Schema(name = "CheckMeasurement")
  record CheckMeasurement(String step, long files, long durationMs, double avgProcessingSpeedMs) {}

  /**
   * The previous runs.
   *
   * @param runs the number of runs, at most the last 20
   * @param medianMs the median of their durations in milliseconds
   * @param improvementPercent the reduction of the duration against the median, in percent
   */
  @Schema(name = "PreviousRuns")
  record PreviousRuns(long runs, long medianMs, @Nullable Double improvementPercent) {}

  /** Returns the reduction of a time in percent, with one decimal; null when there is nothing to compare with. */
  static @Nullable Double percentReduction(double reference, double current) {
    return reference <= 0 ? null : Math.round(1000 * (reference - current) / reference) / 10.0;
  }
}

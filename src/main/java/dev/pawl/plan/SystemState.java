package dev.pawl.plan;

import dev.pawl.workspace.Survey.Share;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What an adaptive plan looks at (2-behaviour, 2.5). */
public record SystemState(@Nullable Code target, Node node) {

  /**
   * The target.
   *
   * @param totalSize in bytes
   * @param issueDensity findings of the last run for each 1,000 lines; absent without a run
   */
  public record Code(
      int totalFiles,
      int sourceFiles,
      long totalSize,
      SortedMap<String, Share> languages,
      @Nullable Double issueDensity) {}

  /** The node that plans; whole gigabytes. */
  public record Node(int cpuCount, long memoryGb, long diskFreeGb) {}
}

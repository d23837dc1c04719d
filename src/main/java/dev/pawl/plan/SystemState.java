package dev.pawl.plan;

import dev.pawl.target.TargetSurvey.Share;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The state of the target and the node that an adaptive plan is based on. */
@Schema(name = "SystemState")
public record SystemState(@Nullable Code target, Node node) {

  /**
   * The source code of the target.
   *
   * @param totalSize the total size in bytes
   * @param issueDensity the findings of the last run per 1,000 lines; absent if there was no run
   */
  @Schema(name = "Code")
  public record Code(
      int totalFiles,
      int sourceFiles,
      long totalSize,
      SortedMap<String, Share> languages,
      @Nullable Double issueDensity) {}

  /** The node that creates the plan; sizes in whole GiB. */
  @Schema(name = "Node")
  public record Node(int cpuCount, long memoryGb, long diskFreeGb) {}
}

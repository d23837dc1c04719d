package dev.pawl.plan;

import dev.pawl.target.TargetSurvey.Share;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of the target and the node that an adaptive plan is based on.
 *
 * @param target the source code of the target; absent if it has not been examined
 * @param node the node that created the plan
 */
@Schema(name = "SystemState")
public record SystemState(@Nullable Code target, Node node) {

  /**
   * The source code of the target.
   *
   * @param totalFiles the number of all files
   * @param sourceFiles the number of source files
   * @param totalSize the total size in bytes
   * @param languages the files and lines by language
   * @param issueDensity the findings of the last run per 1,000 lines; absent if there was no run
   */
  @Schema(name = "CodeStatistics")
  public record Code(
      int totalFiles,
      int sourceFiles,
      long totalSize,
      SortedMap<String, Share> languages,
      @Nullable Double issueDensity) {}

  /**
   * The node that creates the plan; sizes in whole GiB.
   *
   * @param cpuCount the number of processors
   * @param memoryGb the memory in GiB
   * @param diskFreeGb the free disk space in GiB
   */
  @Schema(name = "NodeCapacity")
  public record Node(int cpuCount, long memoryGb, long diskFreeGb) {}
}

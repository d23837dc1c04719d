package dev.pawl.tool.analysis;

import dev.pawl.workspace.TargetConfig;

/** What is too long or too complex, as the target's {@code quality_thresholds} say. */
record Limits(int fileLines, int functionLines, int complexity) {

  static Limits of(TargetConfig config) {
    return new Limits(
        config.threshold("max_file_lines"),
        config.threshold("max_function_lines"),
        config.threshold("complexity_limit"));
  }
}

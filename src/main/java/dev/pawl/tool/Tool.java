package dev.pawl.tool;

import dev.pawl.workspace.Workspace;

/** A tool that reads or rewrites files: built in, or a program that is installed on the machine or in the target. */
public interface Tool {

  /** Returns the name of the tool, for people. */
  String name();

  /** Detects whether the tool is available for a target, and its version. */
  ToolDetection detect(Workspace workspace);

  /**
   * Returns the state of everything except the text of a file that determines the results of the tool, such as
   * configuration files; part of the cache key of its results.
   */
  default String configurationKey(ToolConfigFiles configFiles) {
    return "";
  }

  /** Returns whether the tool works on the files on disk, which must then match the sources. */
  default boolean requiresFilesOnDisk() {
    return false;
  }
}

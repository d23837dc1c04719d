package dev.pawl.tool;

import dev.pawl.workspace.Workspace;

/** Something that reads or rewrites files: built in, or a program of the machine or of the target. */
public interface Tool {

  /** What people call the tool. */
  String name();

  /** Whether the tool is there for a target, and in which version. */
  Detection detect(Workspace workspace);

  /**
   * What else than the text of a file decides what the tool makes of it, such as configuration files; part of what its
   * results are kept under.
   */
  default String settings(Settings settings) {
    return "";
  }

  /** Whether it works on the files on disk, so that these must be what the sources say. */
  default boolean worksOnDisk() {
    return false;
  }
}

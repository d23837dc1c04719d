package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;

/** A tool that reads files and reports what it finds; each bean of this type takes part in verify. */
public interface Checker {

  /** What people call the tool. */
  String name();

  /** Whether the tool speaks for a file, by its path. */
  boolean handles(String path);

  /**
   * Checks files that the tool handles.
   *
   * @return findings without fingerprints
   * @throws InterruptedException when the step was cancelled
   */
  List<Finding> check(List<WorkspaceFile> files) throws InterruptedException;
}

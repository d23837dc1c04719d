package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.util.List;

/** A tool that reads files, each by itself, and reports what it finds; each bean of this type takes part in verify. */
public interface Checker extends Tool {

  /** Whether the tool speaks for a file, by its path. */
  boolean handles(String path);

  /**
   * Checks files that the tool handles.
   *
   * @return findings without fingerprints
   * @throws InterruptedException when the step was cancelled
   */
  List<Finding> check(List<SourceFile> sources, Job job) throws InterruptedException;

  /** How severe its findings are at most. */
  default Severity worst() {
    return Severity.ERROR;
  }

  /** Whether it looks at texts of any kind, and so covers no language. */
  default boolean isGeneral() {
    return false;
  }
}

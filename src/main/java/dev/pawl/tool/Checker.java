package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.rule.RuleProvider;
import java.util.List;

/** A tool that examines each file independently and reports findings. Every bean of this type takes part in verify. */
public interface Checker extends Tool, RuleProvider {

  /** Returns whether the tool handles the file with this path. */
  boolean handles(String path);

  /**
   * Checks files that the tool handles.
   *
   * @return findings without fingerprints
   * @throws InterruptedException if the step was cancelled
   */
  List<Finding> check(List<SourceFile> sources, ToolContext context) throws InterruptedException;

  /** Returns the highest severity of its findings. */
  default Severity maxSeverity() {
    return Severity.ERROR;
  }

  /** Returns whether the tool checks texts of any kind, and therefore does not count as coverage of a language. */
  default boolean isLanguageIndependent() {
    return false;
  }
}

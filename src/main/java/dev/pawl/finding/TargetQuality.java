package dev.pawl.finding;

import dev.pawl.command.Finding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The quality of a target: its findings over time, and where they are now.
 *
 * @param history the findings after each workflow that has examined the whole target, oldest first
 * @param change what the last of these has found that the one before had not, and the reverse; null for a first examination
 * @param worstFiles the files with the most findings
 * @param topRules the rules with the most findings
 * @param baseline the accepted findings; null if the target has no baseline
 */
public record TargetQuality(
    List<Examined> history,
    @Nullable Change change,
    List<Share> worstFiles,
    List<Share> topRules,
    @Nullable Accepted baseline) {

  /** The number of findings after a workflow, by severity. */
  public record Examined(String workflow, Instant at, long errors, long warnings, long notes) {

    /** Returns the number of all findings. */
    public long total() {
      return errors + warnings + notes;
    }
  }

  /**
   * The difference between the last two examinations of the same branch.
   *
   * @param added the number of new findings
   * @param fixed the number of findings that no longer occur
   * @param first the most severe new findings
   */
  public record Change(long added, long fixed, List<Added> first) {}

  /** A new finding, and the workflow that has reported it. */
  public record Added(String workflow, Finding finding) {}

  /**
   * The findings of a file or a rule.
   *
   * @param name the path of the file, or the identifier of the rule
   */
  public record Share(String name, long errors, long warnings, long notes) {

    /** Returns the number of all findings. */
    public long total() {
      return errors + warnings + notes;
    }
  }

  /**
   * A baseline.
   *
   * @param findings the number of accepted findings
   * @param fixed the number of findings that have left the baseline because they no longer occur
   * @param updatedAt the time when findings were added or removed last
   */
  public record Accepted(UUID id, long findings, long fixed, Instant updatedAt) {}
}

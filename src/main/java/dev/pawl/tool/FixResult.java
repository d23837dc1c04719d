package dev.pawl.tool;

import dev.pawl.command.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a fixer for one file.
 *
 * @param source the file with its new text; equal to the input if nothing changes
 * @param rule the rule id of the reason why the file is left unchanged, if it is
 * @param reason the reason in the tool's words
 * @param independent whether the result depends on this file only, and not on other files
 * @param keptCode findings about code that appears removable and must stay, with the reasons
 */
public record FixResult(
    SourceFile source,
    @Nullable String rule,
    @Nullable String reason,
    boolean independent,
    List<Finding> keptCode) {

  /** The rule id of a file that the tool cannot process. */
  public static final String NOT_FIXED = "not-fixed";

  /** The rule id of a crash of the tool, which may not happen the next time. */
  public static final String CRASHED = Finding.CRASHED;

  /** The rule id of the note that a tool could not be used on any file, reported once. */
  public static final String UNUSABLE = "tool-failed";

  /** The rule id of findings about code that appears removable and must stay. */
  public static final String KEPT = "kept-code";

  /** Creates the result for a file with its new text. */
  public static FixResult of(SourceFile source) {
    return new FixResult(source, null, null, true, List.of());
  }

  /** Returns this result, marked as dependent on the current content of other files. */
  public FixResult dependingOnOtherFiles() {
    return new FixResult(source, rule, reason, false, keptCode);
  }

  /** Returns this result with findings about code that stays. */
  public FixResult withKeptCode(List<Finding> findings) {
    return new FixResult(source, rule, reason, independent, List.copyOf(findings));
  }

  /** Creates the result for a file that the tool cannot process. */
  public static FixResult failed(SourceFile source, String rule, @Nullable String reason) {
    return new FixResult(source, rule, String.valueOf(reason), true, List.of());
  }
}

package dev.pawl.tool;

import org.jspecify.annotations.Nullable;

/**
 * The result of a fixer for one file.
 *
 * @param source the file with its new text; equal to the input if nothing changes
 * @param rule the rule id of the reason why the file is left unchanged, if it is
 * @param why the reason in the tool's words
 * @param alone whether the result depends on this file only, and not on other files
 */
public record Rewrite(
    SourceFile source, @Nullable String rule, @Nullable String why, boolean alone) {

  /** The rule id of a crash of the tool, which may not happen the next time. */
  public static final String CRASHED = "crashed";

  /** Creates the result for a file with its new text. */
  public static Rewrite to(SourceFile source) {
    return new Rewrite(source, null, null, true);
  }

  /** Returns this result, marked as dependent on the current content of other files. */
  public Rewrite amongOthers() {
    return new Rewrite(source, rule, why, false);
  }

  /** Creates the result for a file that the tool cannot process. */
  public static Rewrite impossible(SourceFile source, String rule, @Nullable String why) {
    return new Rewrite(source, rule, String.valueOf(why), true);
  }
}

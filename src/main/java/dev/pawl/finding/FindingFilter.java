package dev.pawl.finding;

import dev.pawl.command.Severity;
import dev.pawl.glob.PathPattern;
import org.jspecify.annotations.Nullable;

/**
 * The criteria of a list of findings; absent criteria match every finding.
 *
 * @param rule the rule, as {@code tool/rule} or as the tool's name of the rule; {@code *} stands for any text
 * @param path the glob, folder or file
 * @param isNew whether the finding is new
 * @param fixed whether the findings are those that no longer occur
 * @param baseline whether the baseline contains the finding
 * @param resolution the decision; {@code any} or {@code none} for whether there is one
 * @param text a part of the message, the file or the rule
 */
record FindingFilter(
    @Nullable String rule,
    @Nullable Severity severity,
    @Nullable String tool,
    @Nullable PathPattern path,
    @Nullable Boolean isNew,
    boolean fixed,
    @Nullable Boolean baseline,
    @Nullable String resolution,
    @Nullable String text) {

  /** The value of {@code resolution} that matches every decision. */
  static final String ANY = "any";

  /** The value of {@code resolution} that matches findings without a decision. */
  static final String NONE = "none";
}

package dev.pawl.rule;

import dev.pawl.glob.Glob;
import org.jspecify.annotations.Nullable;

/** Matches one rule, such as {@code pmd/UnusedPrivateField}, or all rules of a glob, such as {@code pmd/*}. */
public final class RulePattern {

  private final String text;
  private final @Nullable Glob glob;

  private RulePattern(String text) {
    this.text = text;
    this.glob = SeverityResolver.isPattern(text) ? SeverityResolver.glob(text) : null;
  }

  /** Creates a pattern from the identifier of a rule or a glob of such identifiers. */
  public static RulePattern of(String text) {
    return new RulePattern(text);
  }

  /** Returns whether the pattern stands for a rule of a tool. */
  public boolean matches(String tool, String rule) {
    String id = Rule.id(tool, rule);
    return glob == null ? text.equals(id) : glob.matches(id);
  }

  /** Returns the only tool whose rules the pattern can stand for; empty if there may be several. */
  public String tool() {
    String tool = text.substring(0, Math.max(0, text.indexOf('/')));
    return SeverityResolver.isPattern(tool) ? "" : tool;
  }
}

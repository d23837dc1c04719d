package dev.pawl.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of others in Markdown, where they must mean nothing but themselves. */
final class Markdown {

  private static final Pattern SPECIAL =
      Pattern.compile("[\\\\`*_\\[\\]#|~>$]|^[-+=]|(?<=^\\d{1,9})[.)]");
  private static final Pattern TICKS = Pattern.compile("`+");
  private static final String NO_WIDTH = "\u200B";

  private Markdown() {}

  /** On one line, also in a table; it names nobody, links to nothing and holds no HTML. */
  static String text(String text) {
    String plain = Characters.line(Characters.known(text)).replace("&", "&amp;");
    String escaped = SPECIAL.matcher(plain.replace("<", "&lt;")).replaceAll("\\\\$0");
    // Who is called by an @, and what a # or :// makes a link of, is found after all escapes are
    // taken away.
    return escaped
        .replace("@", "@" + NO_WIDTH)
        .replace("\\#", "\\#" + NO_WIDTH)
        .replace("://", ":" + NO_WIDTH + "//");
  }

  /** As code on one line, also in a table. */
  static String code(String text) {
    String plain = Characters.line(Characters.known(text));
    String fence = "`".repeat(longest(plain) + 1);
    String padded = plain.startsWith("`") || plain.endsWith("`") ? " " + plain + " " : plain;
    return plain.isEmpty() ? "" : fence + padded.replace("|", "\\|") + fence;
  }

  /** As lines of code. */
  static String block(String lines) {
    String plain = Characters.known(lines);
    String fence = "`".repeat(Math.max(3, longest(plain) + 1));
    return fence + "text\n" + plain + "\n" + fence + "\n";
  }

  private static int longest(String text) {
    Matcher ticks = TICKS.matcher(text);
    int longest = 0;
    while (ticks.find()) {
      longest = Math.max(longest, ticks.end() - ticks.start());
    }
    return longest;
  }
}

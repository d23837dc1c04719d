package dev.pawl.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Escapes untrusted text for Markdown so that it is displayed literally. */
final class Markdown {

  private static final Pattern SPECIAL =
      Pattern.compile("[\\\\`*_\\[\\]#|~>$]|^[-+=]|(?<=^\\d{1,9})[.)]");
  private static final Pattern TICKS = Pattern.compile("`+");
  private static final String NO_WIDTH = "\u200B";

  private Markdown() {}

  /** Escapes a text to one line, also for table cells, without mentions, links or HTML. */
  static String text(String text) {
    String plain = Characters.line(Characters.known(text)).replace("&", "&amp;");
    String escaped = SPECIAL.matcher(plain.replace("<", "&lt;")).replaceAll("\\\\$0");
    // GitHub detects mentions by @, and links by # or ://, after it has removed all escapes, so a
    // zero-width space is inserted.
    return escaped
        .replace("@", "@" + NO_WIDTH)
        .replace("\\#", "\\#" + NO_WIDTH)
        .replace("://", ":" + NO_WIDTH + "//");
  }

  /** Formats a text as inline code on one line, also for table cells. */
  static String code(String text) {
    String plain = Characters.line(Characters.known(text));
    String fence = "`".repeat(longest(plain) + 1);
    String padded = plain.startsWith("`") || plain.endsWith("`") ? " " + plain + " " : plain;
    return plain.isEmpty() ? "" : fence + padded.replace("|", "\\|") + fence;
  }

  /** Formats lines as a fenced code block. */
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

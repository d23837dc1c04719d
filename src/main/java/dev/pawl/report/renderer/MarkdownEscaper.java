package dev.pawl.report.renderer;

import dev.pawl.report.TextSanitizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Escapes untrusted text for Markdown so that it is displayed literally. */
final class MarkdownEscaper {

  private static final Pattern SPECIAL =
      Pattern.compile("[\\\\`*_\\[\\]#|~>$]|^[-+=]|(?<=^\\d{1,9})[.)]");
  private static final Pattern BACKTICKS = Pattern.compile("`+");
  private static final String ZERO_WIDTH_SPACE = "\u200B";

  private MarkdownEscaper() {}

  /** Escapes a text to one line, also for table cells, without mentions, links or HTML. */
  static String escape(String text) {
    String plain =
        TextSanitizer.toSingleLine(TextSanitizer.replaceInvalid(text)).replace("&", "&amp;");
    String escaped = SPECIAL.matcher(plain.replace("<", "&lt;")).replaceAll("\\\\$0");
    // GitHub detects mentions by @, and links by # or ://, after it has removed all escapes, so a
    // zero-width space is inserted.
    return escaped
        .replace("@", "@" + ZERO_WIDTH_SPACE)
        .replace("\\#", "\\#" + ZERO_WIDTH_SPACE)
        .replace("://", ":" + ZERO_WIDTH_SPACE + "//");
  }

  /** Formats a text as inline code on one line, also for table cells. */
  static String inlineCode(String text) {
    String plain = TextSanitizer.toSingleLine(TextSanitizer.replaceInvalid(text));
    String fence = "`".repeat(longestBacktickRun(plain) + 1);
    String padded = plain.startsWith("`") || plain.endsWith("`") ? " " + plain + " " : plain;
    return plain.isEmpty() ? "" : fence + padded.replace("|", "\\|") + fence;
  }

  /** Formats lines as a fenced code block. */
  static String codeBlock(String lines) {
    String plain = TextSanitizer.replaceInvalid(lines);
    String fence = "`".repeat(Math.max(3, longestBacktickRun(plain) + 1));
    return fence + "text\n" + plain + "\n" + fence + "\n";
  }

  private static int longestBacktickRun(String text) {
    Matcher ticks = BACKTICKS.matcher(text);
    int longest = 0;
    while (ticks.find()) {
      longest = Math.max(longest, ticks.end() - ticks.start());
    }
    return longest;
  }
}

package dev.pawl.suppression;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.language.Comments;
import dev.pawl.language.Comments.Comment;
import dev.pawl.language.Language;
import dev.pawl.rule.RulePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A comment such as {@code pawl:ignore pmd/UnusedPrivateField read by the debugger}.
 *
 * @param line the line of the words {@code pawl:ignore}
 * @param firstLine the first line to which it applies
 * @param lastLine the last line to which it applies
 * @param wholeFile whether it also applies to findings about the file as a whole
 * @param rule the rule or glob of rules; empty if it is missing
 * @param reason the reason; empty if it is missing
 */
record IgnoreComment(
    String file,
    int line,
    int firstLine,
    int lastLine,
    boolean wholeFile,
    String rule,
    String reason) {

  static final String MARKER = "pawl:ignore";

  /** The maximum number of characters of a line with an instruction. */
  private static final int MAX_LENGTH = 1000;

  /** The delimiters around a line of a comment. */
  private static final Pattern DELIMITERS =
      Pattern.compile(
          "^\\s*(?:/\\*+|//+[!/]?|\\*+|#+|--+|<!--+|=begin\\b)?\\s*|\\s*(?:\\*+/|--+>)?\\s*$");

  private static final Pattern INSTRUCTION =
      Pattern.compile("^" + MARKER + "(?:[:\\s]+(\\S+)(?:\\s+(.*))?)?$");

  /** Returns the instructions in the comments of a text. */
  static List<IgnoreComment> parse(String file, Language language, String text) {
    List<Comment> comments = Comments.containing(MARKER, language, text);
    var result = new ArrayList<IgnoreComment>();
    for (Comment comment : comments) {
      int lastLine = comment.alone() ? nextLine(comment, comments) : comment.endLine();
      List<String> lines =
          comment.text().lines().map(line -> line.length() > MAX_LENGTH ? "" : line).toList();
      for (int index = 0; index < lines.size(); index++) {
        String words = DELIMITERS.matcher(lines.get(index)).replaceAll("");
        Matcher instruction = INSTRUCTION.matcher(words);
        if (instruction.find()) {
          result.add(
              new IgnoreComment(
                  file,
                  comment.line() + index,
                  comment.line(),
                  lastLine,
                  comment.alone() && comment.first(),
                  orEmpty(instruction.group(1)),
                  orEmpty(instruction.group(2))));
        }
      }
    }
    return result;
  }

  /** Returns the line after a comment and the ones that follow it, so that several can apply to one line. */
  private static int nextLine(Comment comment, List<Comment> all) {
    int line = comment.endLine() + 1;
    for (Comment other : all) {
      if (other.alone() && other.line() == line) {
        line = other.endLine() + 1;
      }
    }
    return line;
  }

  private static String orEmpty(@Nullable String group) {
    return group == null ? "" : group;
  }

  /** Returns whether the comment suppresses a finding; only a comment with a rule and a reason suppresses any. */
  boolean suppresses(Finding finding) {
    if (reason.isEmpty()
        || finding.isNote()
        || !RulePattern.of(rule).matches(finding.tool(), finding.rule())) {
      return false;
    }
    if (contains(finding.file(), finding.line())) {
      return true;
    }
    List<RelatedLocation> others = finding.relatedLocations();
    return others != null
        && others.stream().anyMatch(place -> contains(place.file(), place.line()));
  }

  private boolean contains(String path, int at) {
    return file.equals(path) && (at == 0 ? wholeFile : firstLine <= at && at <= lastLine);
  }
}

package dev.pawl.language;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Finds the whitespace of Markdown that readers see: code blocks, HTML, front matter, and the two spaces at the end of
 * a line that break it. In doubt, a line counts as a literal.
 */
final class MarkdownLiterals {

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .build();

  /** The start of a fenced code block, also in lists and quotes. */
  private static final Pattern FENCE =
      Pattern.compile("(?:[ >\t]|[-*+] |[0-9]{1,9}[.)] )*+(`{3,}|~{3,}).*");

  private static final Pattern INDENTED = Pattern.compile("[ >]*+(?<= {4}|\t).*|[ >]*+\t.*");

  /** HTML that continues after a blank line. */
  private static final Pattern PREFORMATTED =
      Pattern.compile(".*<(pre|script|style|textarea|!--).*", Pattern.CASE_INSENSITIVE);

  private final List<String> lines;
  private final Literals literals;

  /** The fence that the open code block started with; empty outside of code blocks. */
  private String fence = "";

  /** The text that ends the open HTML; empty outside of HTML, a line feed for HTML that a blank line ends. */
  private String htmlEnd = "";

  private boolean afterIndentedCode;

  /** The lines, counted from 0, that CommonMark does not continue; null until they are needed. */
  private @Nullable BitSet endsOfParagraphs;

  private MarkdownLiterals(String text) {
    this.lines = List.of(text.split("\n", -1));
    this.literals = Literals.in(text);
  }

  static Literals of(String text) {
    return new MarkdownLiterals(text).find();
  }

  private Literals find() {
    int first = endOfFrontMatter();
    literals.addWholeLines(1, first);
    for (int index = first; index < lines.size(); index++) {
      if (isLiteral(lines.get(index))) {
        literals.addWholeLines(index + 1, index + 1);
      } else if (isHardBreak(index)) {
        literals.addEndOf(index + 1);
      }
    }
    return literals;
  }

  /** Returns the number of lines of the front matter; 0 if there is none. */
  private int endOfFrontMatter() {
    String marker = lines.getFirst().stripTrailing();
    if (marker.equals("---") || marker.equals("+++")) {
      for (int index = 1; index < lines.size(); index++) {
        if (lines.get(index).stripTrailing().equals(marker)) {
          return index + 1;
        }
      }
    }
    return 0;
  }

  private boolean isLiteral(String line) {
    if (!fence.isEmpty()) {
      fence = closesFence(line) ? "" : fence;
      return true;
    }
    if (!htmlEnd.isEmpty()) {
      boolean ends =
          htmlEnd.equals("\n") ? line.isBlank() : line.toLowerCase(Locale.ROOT).contains(htmlEnd);
      htmlEnd = ends ? "" : htmlEnd;
      return true;
    }
    Matcher opening = FENCE.matcher(line);
    if (opening.matches()) {
      fence = opening.group(1);
      return true;
    }
    return startsHtml(line) || isIndentedCode(line);
  }

  private boolean closesFence(String line) {
    String content = line.replaceFirst("^[ \t>]*", "").stripTrailing();
    return content.length() >= fence.length()
        && content.chars().allMatch(c -> c == fence.charAt(0));
  }

  private boolean startsHtml(String line) {
    Matcher preformatted = PREFORMATTED.matcher(line);
    if (preformatted.matches()) {
      String name = preformatted.group(1).toLowerCase(Locale.ROOT);
      String end = name.equals("!--") ? "-->" : "</" + name;
      htmlEnd = line.toLowerCase(Locale.ROOT).indexOf(end) < 0 ? end : "";
      return true;
    }
    if (line.stripLeading().startsWith("<")) {
      htmlEnd = "\n";
      return true;
    }
    return false;
  }

  private boolean isIndentedCode(String line) {
    boolean blank = line.isBlank();
    if (INDENTED.matcher(line).matches()) {
      afterIndentedCode |= !blank;
      return true;
    }
    afterIndentedCode &= blank;
    return afterIndentedCode;
  }

  /** Returns whether a line ends in spaces that break it; the last line of a paragraph is not broken. */
  private boolean isHardBreak(int index) {
    String line = lines.get(index);
    String content = line.stripTrailing();
    boolean last = index + 1 >= lines.size() || lines.get(index + 1).isBlank();
    return !last
        && !content.isEmpty()
        && line.substring(content.length()).contains("  ")
        && !endsOfParagraphs().get(index);
  }

  private BitSet endsOfParagraphs() {
    if (endsOfParagraphs == null) {
      endsOfParagraphs = findEndsOfParagraphs();
    }
    return endsOfParagraphs;
  }

  /** Returns the last lines of paragraphs, headings and the like, and the rows of tables; none if they are not certain. */
  private BitSet findEndsOfParagraphs() {
    var ends = new BitSet();
    int first = endOfFrontMatter();
    String text = String.join("\n", lines.subList(first, lines.size())).replace("\r\n", "\n");
    if (text.indexOf('\r') >= 0) {
      // CommonMark also ends a line there, so that the numbers of the lines differ.
      return ends;
    }
    try {
      addEnds(PARSER.parse(text), first, ends);
    } catch (RuntimeException | StackOverflowError unreadable) {
      ends.clear();
    }
    return ends;
  }

  private static void addEnds(Node node, int firstLine, BitSet ends) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      List<SourceSpan> spans = child.getSourceSpans();
      if (child instanceof TableBlock) {
        spans.forEach(span -> ends.set(firstLine + span.getLineIndex()));
      } else if (child instanceof Paragraph || child instanceof Heading) {
        spans.stream()
            .skip(Math.max(0, spans.size() - 1))
            .forEach(span -> ends.set(firstLine + span.getLineIndex()));
      } else if (child instanceof Block) {
        addEnds(child, firstLine, ends);
      }
    }
  }
}

package dev.pawl.java;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of a Java file that the editor of a form generates again and again, as that of NetBeans: from the line
 * with the comment {@code //GEN-BEGIN:name} to the line with {@code //GEN-END:name}. People write the methods between
 * {@code //GEN-FIRST} and {@code //GEN-LAST}.
 */
public final class GeneratedRegions {

  private static final String START = "GEN-BEGIN:";

  /** A mark in a line comment, which may follow other words. */
  private static final Pattern MARK = Pattern.compile("//\\s*GEN-(BEGIN|END):([\\w.$-]+)");

  /** Lines, counted from 1, and the offsets of their first character and after their last one. */
  private record Region(int line, int endLine, int start, int end) {}

  private final List<Region> regions;

  private GeneratedRegions(List<Region> regions) {
    this.regions = regions;
  }

  /** Returns the regions of a text; a mark without its counterpart starts or ends none. */
  public static GeneratedRegions of(String text) {
    var regions = new ArrayList<Region>();
    if (!text.contains(START)) {
      return new GeneratedRegions(regions);
    }
    var lexer = new Lexer(Language.JAVA, text);
    String open = null;
    int line = 0;
    int start = 0;
    while (lexer.next()) {
      if (lexer.kind() != Lexer.Kind.COMMENT || !text.startsWith("//", lexer.start())) {
        continue;
      }
      Matcher mark = MARK.matcher(text).region(lexer.start(), lexer.end());
      while (mark.find()) {
        if (mark.group(1).equals("BEGIN")) {
          open = mark.group(2);
          line = lexer.line();
          start = text.lastIndexOf('\n', lexer.start()) + 1;
        } else if (Objects.equals(mark.group(2), open)) {
          int end = text.indexOf('\n', lexer.start());
          regions.add(new Region(line, lexer.line(), start, end < 0 ? text.length() : end + 1));
          open = null;
        }
      }
    }
    return new GeneratedRegions(List.copyOf(regions));
  }

  /** Returns whether a line, counted from 1, is in a region. */
  public boolean containLine(int line) {
    return regions.stream().anyMatch(region -> region.line() <= line && line <= region.endLine());
  }

  /** Returns whether a part of the text between two offsets is in a region. */
  public boolean overlap(int start, int end) {
    return regions.stream().anyMatch(region -> region.start() < end && start < region.end());
  }
}

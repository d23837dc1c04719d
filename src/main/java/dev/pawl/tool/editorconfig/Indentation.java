package dev.pawl.tool.editorconfig;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Language;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kind of blanks that lines begin with. Only of languages that take one kind for the other: what stands where stays where it
 * is, at the same column.
 *
 * @param tabs whether lines are to begin with tabs, and not with blanks
 * @param width of a tab, in columns
 */
record Indentation(boolean tabs, int width) {

  private static final Set<Language> INDIFFERENT =
      EnumSet.of(
          Language.JAVA,
          Language.KOTLIN,
          Language.SCALA,
          Language.SWIFT,
          Language.CSHARP,
          Language.JAVASCRIPT,
          Language.TYPESCRIPT,
          Language.GO,
          Language.C,
          Language.CPP,
          Language.RUST,
          Language.CSS,
          Language.PHP,
          Language.SQL,
          Language.JSON);

  /** Whether the language of a file does not mind. */
  static boolean mayChange(SourceFile source) {
    return source.language().filter(INDIFFERENT::contains).isPresent();
  }

  /** A line with the blanks at its beginning as they should be. */
  String of(String line) {
    int end = 0;
    int column = 0;
    boolean wrong = false;
    for (; end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t'); end++) {
      boolean tab = line.charAt(end) == '\t';
      wrong |= tab != tabs;
      column = tab ? (column / width + 1) * width : column + 1;
    }
    if (!wrong || tabs && column < width) {
      return line;
    }
    String blanks =
        tabs ? "\t".repeat(column / width) + " ".repeat(column % width) : " ".repeat(column);
    return blanks + line.substring(end);
  }
}

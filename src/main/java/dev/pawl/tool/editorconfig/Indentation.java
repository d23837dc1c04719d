package dev.pawl.tool.editorconfig;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Language;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kind of whitespace that lines start with, for languages that treat tabs and spaces alike. The code of a line
 * stays in its column.
 *
 * @param tabs whether lines are indented with tabs instead of spaces
 * @param width the width of a tab, in columns
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

  /** Returns whether the language of a file treats tabs and spaces alike. */
  static boolean mayChange(SourceFile source) {
    return source.language().filter(INDIFFERENT::contains).isPresent();
  }

  /** Returns a line with the required kind of indentation. */
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

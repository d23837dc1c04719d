package dev.pawl.tool.editorconfig;

import dev.pawl.language.Language;
import dev.pawl.language.Literals;
import dev.pawl.tool.SourceFile;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kind of whitespace that lines start with, for languages that treat tabs and spaces alike. The code of a line
 * stays in its column.
 *
 * @param useTabs whether lines are indented with tabs instead of spaces
 * @param width the width of a tab, in columns
 */
record Indentation(boolean useTabs, int width) {

  /** Languages that treat tabs and spaces alike, except in literals, which are known. */
  private static final Set<Language> INDENT_INSENSITIVE =
      EnumSet.of(
          Language.JAVA,
          Language.KOTLIN,
          Language.JAVASCRIPT,
          Language.TYPESCRIPT,
          Language.GO,
          Language.C,
          Language.CPP,
          Language.RUST,
          Language.CSS,
          Language.JSON);

  /** Returns whether the language of a file treats tabs and spaces alike. */
  static boolean appliesTo(SourceFile source) {
    return source
        .language()
        .filter(INDENT_INSENSITIVE::contains)
        .filter(language -> Literals.areKnown(language, source.path()))
        .isPresent();
  }

  /** Returns a line with the required kind of indentation. */
  String apply(String line) {
    int end = 0;
    int column = 0;
    boolean differs = false;
    for (; end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t'); end++) {
      boolean isTab = line.charAt(end) == '\t';
      differs |= isTab != useTabs;
      column = isTab ? (column / width + 1) * width : column + 1;
    }
    if (!differs || useTabs && column < width) {
      return line;
    }
    String whitespace =
        useTabs ? "\t".repeat(column / width) + " ".repeat(column % width) : " ".repeat(column);
    return whitespace + line.substring(end);
  }
}

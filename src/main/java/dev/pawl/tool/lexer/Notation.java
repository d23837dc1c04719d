package dev.pawl.tool.lexer;

import dev.pawl.workspace.Language;
import java.util.List;

/**
 * The comment and string syntax of a family of languages.
 *
 * @param lineComments the prefixes of comments that end with their line
 * @param blockComments the start and the end marker of block comments; empty when there are none
 * @param longQuotes the delimiters of multi-line strings
 * @param quotes the delimiters of single-line strings
 * @param escapes whether a backslash in a multi-line string escapes the next character
 * @param spaced whether a line comment starts only at the start of the text or after whitespace
 */
record Notation(
    List<String> lineComments,
    List<String> blockComments,
    List<String> longQuotes,
    String quotes,
    boolean escapes,
    boolean spaced) {

  private static final Notation BRACES = of("//", "/* */", "", "\"'");
  private static final Notation TEXT_BLOCKS = of("//", "/* */", "\"\"\"", "\"'");
  private static final Notation TEMPLATES = of("//", "/* */", "`", "\"'");
  private static final Notation RAW =
      new Notation(List.of("//"), List.of("/*", "*/"), List.of("`"), "\"'", false, false);
  private static final Notation LONG_STRINGS = of("#", "", "\"\"\" '''", "\"'");
  private static final Notation HASHES =
      new Notation(List.of("#"), List.of(), List.of(), "", true, true);
  private static final Notation SCRIPTS =
      new Notation(List.of("#"), List.of(), List.of(), "\"'", true, true);
  private static final Notation RUBY = of("#", "=begin =end", "", "\"'");
  private static final Notation PHP = of("// #", "/* */", "", "\"'");
  private static final Notation SQL = of("--", "/* */", "", "\"'");
  private static final Notation MARKUP = of("", "<!-- -->", "", "");
  private static final Notation JSON = of("", "", "", "\"");

  static Notation of(Language language) {
    return switch (language) {
      case JAVA, KOTLIN, SCALA, SWIFT, CSHARP -> TEXT_BLOCKS;
      case JAVASCRIPT, TYPESCRIPT -> TEMPLATES;
      case GO -> RAW;
      case C, CPP, RUST, CSS -> BRACES;
      case PYTHON, TOML -> LONG_STRINGS;
      case RUBY -> RUBY;
      case PHP -> PHP;
      case SQL -> SQL;
      case SHELL -> SCRIPTS;
      case YAML, DOCKERFILE, MAKEFILE -> HASHES;
      case HTML, XML, MARKDOWN -> MARKUP;
      case JSON -> JSON;
    };
  }

  private static Notation of(String lines, String blocks, String longQuotes, String quotes) {
    return new Notation(words(lines), words(blocks), words(longQuotes), quotes, true, false);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}

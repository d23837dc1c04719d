package dev.pawl.language;

import java.util.List;

/**
 * The comment and string syntax of a family of languages.
 *
 * @param lineComments the prefixes of comments that end with their line
 * @param blockComments the start and the end marker of block comments; empty when there are none
 * @param multiLineQuotes the delimiters of multi-line strings
 * @param quotes the delimiters of single-line strings
 * @param backslashEscapes whether a backslash in a multi-line string escapes the next character
 * @param needsWhitespaceBefore whether a line comment starts only at the start of the text or after whitespace
 */
record LexicalSyntax(
    List<String> lineComments,
    List<String> blockComments,
    List<String> multiLineQuotes,
    String quotes,
    boolean backslashEscapes,
    boolean needsWhitespaceBefore) {

  private static final LexicalSyntax C_LIKE = of("//", "/* */", "", "\"'");
  private static final LexicalSyntax JAVA_LIKE = of("//", "/* */", "\"\"\"", "\"'");
  private static final LexicalSyntax JAVASCRIPT = of("//", "/* */", "`", "\"'");
  private static final LexicalSyntax GO =
      new LexicalSyntax(List.of("//"), List.of("/*", "*/"), List.of("`"), "\"'", false, false);
  private static final LexicalSyntax PYTHON_LIKE = of("#", "", "\"\"\" '''", "\"'");
  private static final LexicalSyntax HASH_COMMENTS =
      new LexicalSyntax(List.of("#"), List.of(), List.of(), "", true, true);
  private static final LexicalSyntax SHELL =
      new LexicalSyntax(List.of("#"), List.of(), List.of(), "\"'", true, true);
  private static final LexicalSyntax RUBY = of("#", "=begin =end", "", "\"'");
  private static final LexicalSyntax PHP = of("// #", "/* */", "", "\"'");
  private static final LexicalSyntax SQL = of("--", "/* */", "", "\"'");
  private static final LexicalSyntax MARKUP = of("", "<!-- -->", "", "");
  private static final LexicalSyntax JSON = of("", "", "", "\"");

  static LexicalSyntax forLanguage(Language language) {
    return switch (language) {
      case JAVA, KOTLIN, SCALA, SWIFT, CSHARP -> JAVA_LIKE;
      case JAVASCRIPT, TYPESCRIPT -> JAVASCRIPT;
      case GO -> GO;
      case C, CPP, RUST, CSS -> C_LIKE;
      case PYTHON, TOML -> PYTHON_LIKE;
      case RUBY -> RUBY;
      case PHP -> PHP;
      case SQL -> SQL;
      case SHELL, ZSH, FISH -> SHELL;
      case YAML, DOCKERFILE, MAKEFILE -> HASH_COMMENTS;
      case HTML, XML, MARKDOWN -> MARKUP;
      case JSON -> JSON;
    };
  }

  private static LexicalSyntax of(String lines, String blocks, String longQuotes, String quotes) {
    return new LexicalSyntax(split(lines), split(blocks), split(longQuotes), quotes, true, false);
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}

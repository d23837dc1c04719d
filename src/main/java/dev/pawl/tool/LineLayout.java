package dev.pawl.tool;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.BitSet;
import java.util.Set;

/**
 * Lays out lines and leaves what they say alone: no blanks at their ends, no two blank lines after each other, one newline at
 * the end of the file. Lines that go on in a string stay as they are.
 */
public final class LineLayout implements TextFixer {

  private final Language language;
  private final SyntaxChecker syntax;

  /** For files of one language that parse; it is called as the language is. */
  public LineLayout(Language language, SyntaxChecker syntax) {
    this.language = language;
    this.syntax = syntax;
  }

  @Override
  public String name() {
    return language.key();
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formatterOf() {
    return Set.of(language);
  }

  @Override
  public boolean handles(SourceFile source) {
    return source.language().filter(language::equals).isPresent();
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    var errors = syntax.parse(source);
    if (!errors.isEmpty()) {
      throw new Unfixable("it does not parse: " + errors.getFirst().message());
    }
    String ending = source.lineEnding() == SourceFile.LineEnding.CRLF ? "\r\n" : "\n";
    BitSet strings = linesInStrings(source);
    var result = new StringBuilder();
    int line = 0;
    boolean blank = true;
    for (String one : source.text().lines().toList()) {
      line++;
      boolean kept = strings.get(line);
      String text = kept ? one : one.stripTrailing();
      if (!text.isEmpty() || kept || !blank) {
        result.append(text).append(ending);
      }
      blank = text.isEmpty() && !kept;
    }
    while (result.length() > ending.length() && result.toString().endsWith(ending + ending)) {
      result.setLength(result.length() - ending.length());
    }
    return result.toString();
  }

  private static BitSet linesInStrings(SourceFile source) {
    var lines = new BitSet();
    source
        .language()
        .ifPresent(language -> {
          var lexer = new Lexer(language, source.text());
          while (lexer.next()) {
            if (lexer.kind() == Lexer.Kind.STRING && lexer.endLine() > lexer.line()) {
              lines.set(lexer.line(), lexer.endLine() + 1);
            }
          }
        });
    return lines;
  }
}

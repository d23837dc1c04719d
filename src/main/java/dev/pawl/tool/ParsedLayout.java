package dev.pawl.tool;

import dev.pawl.workspace.Language;
import java.util.Set;

/** A formatter of one language that is built in, called as the language is; files that do not parse are left alone. */
public abstract class ParsedLayout implements TextFixer {

  private final Language language;
  private final SyntaxChecker syntax;

  /** A formatter of what a checker takes for good. */
  protected ParsedLayout(Language language, SyntaxChecker syntax) {
    this.language = language;
    this.syntax = syntax;
  }

  /**
   * A text, laid out.
   *
   * @param source parses, and has plain lines
   * @return a text of plain lines
   * @throws Unfixable when the text cannot be laid out without a change to what it says
   */
  protected abstract String laidOut(SourceFile source) throws Unfixable;

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
  public final String fix(SourceFile source) throws Unfixable {
    var errors = syntax.parse(source);
    if (!errors.isEmpty()) {
      throw new Unfixable("it does not parse: " + errors.getFirst().message());
    }
    return source.ended(laidOut(source.plain()));
  }
}

package dev.pawl.tool;

import dev.pawl.workspace.Language;
import java.util.Set;

/** A built-in formatter of one language, named after the language; files that do not parse are left unchanged. */
public abstract class ParsedLayout implements TextFixer {

  private final Language language;
  private final SyntaxChecker syntax;

  /** Creates a formatter of the texts that the syntax checker accepts. */
  protected ParsedLayout(Language language, SyntaxChecker syntax) {
    this.language = language;
    this.syntax = syntax;
  }

  /**
   * Returns the formatted text.
   *
   * @param source the file, which parses and has LF line endings
   * @return the text with LF line endings
   * @throws Unfixable if the text cannot be formatted without changing its content
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

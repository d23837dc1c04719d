package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import java.util.Set;

/** A built-in formatter of one language, named after the language; files that do not parse are left unchanged. */
public abstract class SyntaxAwareFormatter implements TextFixer {

  private final Language language;
  private final SyntaxChecker syntaxChecker;

  /** Creates a formatter of the texts that the syntax checker accepts. */
  protected SyntaxAwareFormatter(Language language, SyntaxChecker syntaxChecker) {
    this.language = language;
    this.syntaxChecker = syntaxChecker;
  }

  /**
   * Returns the formatted text.
   *
   * @param source the file, which parses and has LF line endings
   * @return the text with LF line endings
   * @throws UnfixableException if the text cannot be formatted without changing its content
   */
  protected abstract String format(SourceFile source) throws UnfixableException;

  @Override
  public String name() {
    return language.key();
  }

  @Override
  public String version() {
    return "2";
  }

  @Override
  public boolean leavesProtectedFiles() {
    return true;
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formattedLanguages() {
    return Set.of(language);
  }

  @Override
  public final String fix(SourceFile source) throws UnfixableException {
    for (Finding finding : syntaxChecker.examine(source)) {
      if (finding.severity() == Severity.ERROR) {
        throw new UnfixableException("it does not parse: " + finding.message());
      }
      if (finding.isNote()) {
        throw new UnfixableException(finding.message());
      }
    }
    return source.restoreLineEndings(format(source.withLfLineEndings()));
  }
}

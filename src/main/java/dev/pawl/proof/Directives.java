package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Marks directives whose place or extent is meaning: the end of a directive of the preprocessor of C, and comments that
 * the compiler of Go obeys, such as {@code //go:build}, which has an effect only before the package clause.
 */
final class Directives {

  private static final Pattern GO_DIRECTIVE =
      Pattern.compile("//(go:|export |line |extern ).*|// ?\\+build .*", Pattern.DOTALL);

  private final Language language;
  private final String text;
  private boolean insideDirective;
  private int lastLine;
  private boolean continued;

  Directives(Language language, String text) {
    this.language = language;
    this.text = text;
  }

  /** Returns the mark before a token. Must be called for each token in order, with comments. */
  Optional<String> marksBefore(Lexer lexer) {
    if (language != Language.C && language != Language.CPP) {
      return Optional.empty();
    }
    boolean newLine = lexer.line() > lastLine;
    boolean ends = insideDirective && newLine && !continued;
    if (ends) {
      insideDirective = false;
    }
    boolean comment = lexer.kind() == Lexer.Kind.COMMENT;
    if (newLine && !comment && text.charAt(lexer.start()) == '#') {
      insideDirective = true;
    }
    continued = text.charAt(lexer.start()) == '\\' || comment && continued;
    lastLine = lexer.endLine();
    return ends ? Optional.of("<end of directive>") : Optional.empty();
  }

  /** Returns the mark for a comment that is a directive. */
  Optional<String> markOfComment(Lexer lexer) {
    String comment = text.substring(lexer.start(), lexer.end()).strip();
    if (language != Language.GO || !GO_DIRECTIVE.matcher(comment).matches()) {
      return Optional.empty();
    }
    // A line with +build has an effect only with a blank line below it.
    boolean obeyed =
        !comment.contains("+build")
            || text.substring(lexer.end()).matches("(?s)\\s*\n(//[^\n]*\n)*[ \t\r]*\n.*");
    return Optional.of(comment.replaceAll("\\s+", " ") + (obeyed ? "" : " (without effect)"));
  }
}

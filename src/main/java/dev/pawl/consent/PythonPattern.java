package dev.pawl.consent;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression of Python, which is searched for in paths with a bounded number of steps. */
final class PythonPattern {

  /** The number of characters that a search may read, so that no expression takes long. */
  private static final int MAX_READS = 100_000;

  private final Pattern pattern;

  /** Whether a search took too many steps; the expression is then not tried on other paths. */
  private volatile boolean givenUp;

  private PythonPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Reads an expression; empty if it is not one. An expression of several lines may contain comments and spaces. */
  static Optional<PythonPattern> of(String expression) {
    String verbose = expression.indexOf('\n') >= 0 ? "(?x)" : "";
    try {
      return Optional.of(
          new PythonPattern(
              Pattern.compile(verbose + expression.replace("(?P<", "(?<").replace("\\Z", "\\z"))));
    } catch (PatternSyntaxException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether the expression occurs in a path.
   *
   * @param otherwise the answer if the search takes too many steps
   * @throws CancellationException if the thread is interrupted, because nobody waits for the result any more
   */
  boolean isFoundIn(String path, boolean otherwise) {
    if (givenUp) {
      return otherwise;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the search for files was interrupted");
    }
    try {
      return pattern.matcher(new LimitedText(path, new int[] {MAX_READS})).find();
    } catch (SearchLimitException | StackOverflowError e) {
      givenUp = true;
      return otherwise;
    }
  }

  /** Thrown when a search has read too many characters. */
  private static final class SearchLimitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SearchLimitException() {
      super("the search takes too many steps", null, false, false);
    }
  }

  /** A text of which only a number of characters can be read. */
  private record LimitedText(String text, int[] remaining) implements CharSequence {

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--remaining[0] < 0) {
        throw new SearchLimitException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

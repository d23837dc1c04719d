package dev.pawl.proof;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Describes the first difference between two lists of tokens, so that a person can look at it. */
final class TokenDifference {

  private static final int TOKENS = 4;
  private static final int MAX_LENGTH = 60;

  private TokenDifference() {}

  static String describe(List<String> before, List<String> after) {
    int index = 0;
    while (index < Math.min(before.size(), after.size())
        && before.get(index).equals(after.get(index))) {
      index++;
    }
    return "`%s` became `%s`".formatted(excerpt(before, index), excerpt(after, index));
  }

  static String describeSets(Set<String> before, Set<String> after) {
    var removed = new TreeSet<>(before);
    removed.removeAll(after);
    var added = new TreeSet<>(after);
    added.removeAll(before);
    return "`%s` became `%s`".formatted(shorten(removed.toString()), shorten(added.toString()));
  }

  private static String excerpt(List<String> tokens, int from) {
    return shorten(String.join(" ", tokens.subList(from, Math.min(tokens.size(), from + TOKENS))));
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}

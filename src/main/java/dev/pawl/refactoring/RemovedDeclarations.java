package dev.pawl.refactoring;

import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Repeats the removal of unused declarations, for its proof: the rule that decides what may be removed is the one that
 * removed it, and nothing else may be missing.
 */
public final class RemovedDeclarations {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

  private RemovedDeclarations() {}

  /** Returns the Java text without those of its removable declarations that the changed text no longer contains. */
  public static String replay(String before, String after) {
    Set<String> remaining =
        WORD.matcher(after).results().map(MatchResult::group).collect(Collectors.toSet());
    String text = before;
    while (true) {
      String next = removeOnce(text, remaining);
      if (next.equals(text)) {
        return text;
      }
      text = next;
    }
  }

  private static String removeOnce(String text, Set<String> remaining) {
    List<UnusedDeclaration> unused;
    try {
      ParseResult parsed = new JavaParser().parse(text);
      unused =
          parsed.errors().isEmpty()
              ? UnusedDeclarationFinder.find(parsed, text)
              : List.<UnusedDeclaration>of();
    } catch (RuntimeException | StackOverflowError unparseable) {
      return text;
    }
    var removed = new ArrayList<TextRange>();
    for (UnusedDeclaration declaration : unused.reversed()) {
      if (declaration.obstacle() == null && !remaining.contains(declaration.name())) {
        removed.add(TextRange.ofDeclaration(declaration.start(), declaration.end(), text));
      }
    }
    return TextRange.removeAll(text, removed);
  }
}

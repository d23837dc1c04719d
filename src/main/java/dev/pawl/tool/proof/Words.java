package dev.pawl.tool.proof;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tokens of a text, independent of its formatting.
 *
 * @param code the tokens in their order, without imports and without tokens that formatters add and remove
 * @param imports the imported names with the number of their occurrences
 * @param comments the words of the comments with the number of their occurrences
 */
record Words(List<String> code, Map<String, Integer> imports, Map<String, Integer> comments) {

  private static final Set<String> RIGHTS =
      Set.of("public", "protected", "@", "native", "static", "synchronized");

  static Words of(SourceFile source) {
    return source
        .language()
        .map(language -> read(language, source.text()))
        .orElseGet(() -> new Words(plain(source.text()), Map.of(), Map.of()));
  }

  private static List<String> plain(String text) {
    return Arrays.asList(text.strip().split("\\s+"));
  }

  private static Words read(Language language, String text) {
    var lexer = new Lexer(language, text);
    var notation = new Spelling(language);
    var statements = new ImportStatements(language, text);
    var comments = new TreeMap<String, Integer>();
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        for (String word : text.substring(lexer.start(), lexer.end()).split("[\\s/*#-]+")) {
          comments.merge(word, 1, Integer::sum);
        }
      } else if (!statements.take(lexer)) {
        notation.add(lexer.kind(), text.substring(lexer.start(), lexer.end()));
      }
    }
    comments.remove("");
    return new Words(notation.words(), statements.names(), comments);
  }

  /** Returns whether both texts import the same names, in any order. */
  boolean importsLike(Words other) {
    return imports.keySet().equals(other.imports.keySet());
  }

  /** Returns whether this text uses no name that only the other text imports. */
  boolean usesNoneOf(Words other) {
    var gone = new HashSet<>(other.imports.keySet());
    gone.removeAll(imports.keySet());
    if (gone.isEmpty()) {
      return true;
    }
    var used = new HashSet<>(code);
    comments.keySet().forEach(comment -> used.addAll(Arrays.asList(comment.split("\\W+"))));
    return gone.stream()
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .noneMatch(name -> name.equals("*") || used.contains(name));
  }

  /** Returns whether this text is the other one with tokens removed and the order unchanged. */
  boolean isRestOf(Words other) {
    int at = 0;
    for (String word : code) {
      while (at < other.code.size() && !other.code.get(at).equals(word)) {
        at++;
      }
      if (at++ == other.code.size()) {
        return false;
      }
    }
    return other.imports.keySet().containsAll(imports.keySet()) && usesNoneOf(other);
  }

  /** Returns whether no word occurs more often in the comments of this text than in those of the other one. */
  boolean commentsAreOf(Words other) {
    return comments.entrySet().stream()
        .allMatch(word -> other.comments.getOrDefault(word.getKey(), 0) >= word.getValue());
  }

  /** Returns whether both texts have the same sequence of modifiers and annotations that other code may rely on. */
  boolean sameRights(Words other) {
    return rights(this).equals(rights(other));
  }

  private static List<String> rights(Words words) {
    var found = new ArrayList<>(words.code);
    found.retainAll(RIGHTS);
    found.removeIf(word -> word.equals("static") || word.equals("synchronized"));
    return found;
  }
}

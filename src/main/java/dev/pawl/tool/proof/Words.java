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
 * What a text says, without how it is laid out.
 *
 * @param code its words and signs in their order, without imports and without what formatters add and leave out
 * @param imports what it imports, and how often
 * @param comments the words of its comments, and how often each is there
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

  /** Whether the same things are imported, in whatever order. */
  boolean importsLike(Words other) {
    return imports.keySet().equals(other.imports.keySet());
  }

  /** Whether nothing that the other one imports, and this one does not, is used here. */
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

  /** Whether this is the other one with pieces left out, and nothing in another order. */
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

  /** Whether every word of its comments is one of the other one, and is there no more often. */
  boolean commentsAreOf(Words other) {
    return comments.entrySet().stream()
        .allMatch(word -> other.comments.getOrDefault(word.getKey(), 0) >= word.getValue());
  }

  /** Whether what others may rely on is declared as often as in the other one. */
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

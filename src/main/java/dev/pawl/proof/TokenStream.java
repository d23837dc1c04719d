package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tokens of a text, independent of its formatting.
 *
 * @param tokens the tokens in their order, without imports and without tokens that formatters add and remove
 * @param imports the imported names with the number of their occurrences
 * @param comments the words of the comments with the number of their occurrences
 */
record TokenStream(
    List<String> tokens, Map<String, Integer> imports, Map<String, Integer> comments) {

  private static final Set<String> API_MODIFIERS =
      Set.of("public", "protected", "@", "native", "static", "synchronized");

  static TokenStream of(SourceFile source) {
    return source
        .language()
        .map(language -> tokenize(language, source.text()))
        .orElseGet(() -> new TokenStream(splitAtWhitespace(source.text()), Map.of(), Map.of()));
  }

  private static List<String> splitAtWhitespace(String text) {
    return Arrays.asList(text.strip().split("\\s+"));
  }

  private static TokenStream tokenize(Language language, String text) {
    var lexer = new Lexer(language, text);
    var normalizer = new TokenNormalizer(language);
    var statements = new ImportStatements(language, text);
    var comments = new TreeMap<String, Integer>();
    var directives = new Directives(language, text);
    while (lexer.next()) {
      directives.marksBefore(lexer).ifPresent(normalizer::addMark);
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        directives.markOfComment(lexer).ifPresent(normalizer::addMark);
        for (String word : text.substring(lexer.start(), lexer.end()).split("[\\s/*#-]+")) {
          comments.merge(word, 1, Integer::sum);
        }
      } else if (!statements.consume(lexer)) {
        normalizer.add(lexer.kind(), text.substring(lexer.start(), lexer.end()));
      }
    }
    comments.remove("");
    return new TokenStream(normalizer.tokens(), statements.importedNames(), comments);
  }

  /** Returns whether both texts import the same names, in any order. */
  boolean hasSameImports(TokenStream other) {
    return imports.keySet().equals(other.imports.keySet());
  }

  /** Returns whether this text is the other one with tokens removed and the order unchanged. */
  boolean isSubsequenceOf(TokenStream other) {
    int index = 0;
    for (String token : tokens) {
      while (index < other.tokens.size() && !other.tokens.get(index).equals(token)) {
        index++;
      }
      if (index++ == other.tokens.size()) {
        return false;
      }
    }
    return other.imports.keySet().containsAll(imports.keySet());
  }

  /** Returns whether no word occurs more often in the comments of this text than in those of the other one. */
  boolean hasNoNewComments(TokenStream other) {
    return comments.entrySet().stream()
        .allMatch(word -> other.comments.getOrDefault(word.getKey(), 0) >= word.getValue());
  }

  /** Returns whether both texts have the same sequence of modifiers and annotations that other code may rely on. */
  boolean hasSameApiModifiers(TokenStream other) {
    return apiModifiers(this).equals(apiModifiers(other));
  }

  private static List<String> apiModifiers(TokenStream stream) {
    var modifiers = new ArrayList<>(stream.tokens);
    modifiers.retainAll(API_MODIFIERS);
    modifiers.removeIf(modifier -> modifier.equals("static") || modifier.equals("synchronized"));
    return modifiers;
  }
}

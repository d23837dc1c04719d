package dev.pawl.refactoring;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.language.Lexer.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tokens of a Java source text.
 *
 * @param tokens all tokens in source order, including comments
 */
record JavaTokens(String text, List<Token> tokens) {

  /** A token and its position. */
  record Token(Kind kind, int start, int end) {}

  static JavaTokens of(String text) {
    var lexer = new Lexer(Language.JAVA, text);
    var tokens = new ArrayList<Token>();
    while (lexer.next()) {
      tokens.add(new Token(lexer.kind(), lexer.start(), lexer.end()));
    }
    return new JavaTokens(text, tokens);
  }

  /** Returns the tokens between two offsets, without comments. */
  List<Token> codeBetween(int from, int to) {
    return tokens.stream()
        .filter(token -> token.kind() != Kind.COMMENT)
        .filter(token -> token.start() >= from && token.end() <= to)
        .toList();
  }

  String textOf(Token token) {
    return text.substring(token.start(), token.end());
  }

  /** Returns the offsets of a name in the code. */
  List<Integer> offsetsOf(String name) {
    return tokens.stream()
        .filter(token -> token.kind() == Kind.WORD && textOf(token).equals(name))
        .map(Token::start)
        .toList();
  }

  /** Returns whether a string contains a word. */
  boolean stringsContain(String name) {
    return tokens.stream().anyMatch(token -> token.kind() == Kind.STRING && contains(token, name));
  }

  /** Returns whether a comment outside the given range contains a word. */
  boolean commentsContain(String name, int from, int to) {
    return tokens.stream()
        .filter(token -> token.kind() == Kind.COMMENT)
        .filter(token -> token.start() < from || token.end() > to)
        .anyMatch(token -> contains(token, name));
  }

  private boolean contains(Token token, String name) {
    return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
        .matcher(text)
        .region(token.start(), token.end())
        .find();
  }
}

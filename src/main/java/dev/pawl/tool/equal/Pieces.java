package dev.pawl.tool.equal;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.tool.lexer.Lexer.Kind;
import dev.pawl.workspace.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tokens of a Java source text.
 *
 * @param all all tokens in source order, including comments
 */
record Pieces(String text, List<Piece> all) {

  /** A token and its position. */
  record Piece(Kind kind, int start, int end) {}

  static Pieces of(String text) {
    var lexer = new Lexer(Language.JAVA, text);
    var all = new ArrayList<Piece>();
    while (lexer.next()) {
      all.add(new Piece(lexer.kind(), lexer.start(), lexer.end()));
    }
    return new Pieces(text, all);
  }

  /** Returns the tokens between two offsets, without comments. */
  List<Piece> code(int from, int to) {
    return all.stream()
        .filter(piece -> piece.kind() != Kind.COMMENT)
        .filter(piece -> piece.start() >= from && piece.end() <= to)
        .toList();
  }

  String word(Piece piece) {
    return text.substring(piece.start(), piece.end());
  }

  /** Returns the offsets of a name in the code. */
  List<Integer> places(String name) {
    return all.stream()
        .filter(piece -> piece.kind() == Kind.WORD && word(piece).equals(name))
        .map(Piece::start)
        .toList();
  }

  /** Returns whether a string contains a word. */
  boolean stringsSay(String name) {
    return all.stream().anyMatch(piece -> piece.kind() == Kind.STRING && says(piece, name));
  }

  /** Returns whether a comment outside the given range contains a word. */
  boolean commentsSay(String name, int from, int to) {
    return all.stream()
        .filter(piece -> piece.kind() == Kind.COMMENT)
        .filter(piece -> piece.start() < from || piece.end() > to)
        .anyMatch(piece -> says(piece, name));
  }

  private boolean says(Piece piece, String name) {
    return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
        .matcher(text)
        .region(piece.start(), piece.end())
        .find();
  }
}

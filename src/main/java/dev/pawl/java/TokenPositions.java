package dev.pawl.java;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The positions of the tokens of a Java file, with a digest of their texts that does not depend on the layout. */
final class TokenPositions {

  /** White space in a comment, with the asterisk that starts a line. */
  private static final Pattern COMMENT_SPACE = Pattern.compile("\\s+(?:\\*(?!/))?\\s*");

  private final int[] lineStarts;
  private final int[] starts;
  private final int[] ends;
  private final String digest;

  private TokenPositions(int[] lineStarts, int[] starts, int[] ends, String digest) {
    this.lineStarts = lineStarts;
    this.starts = starts;
    this.ends = ends;
    this.digest = digest;
  }

  /** Reads the tokens of a text whose lines end with {@code \n} or {@code \r\n}. */
  static TokenPositions of(String text) {
    var starts = IntStream.builder();
    var ends = IntStream.builder();
    MessageDigest digest = sha256();
    var lexer = new Lexer(Language.JAVA, text);
    int previousEnd = 0;
    while (lexer.next()) {
      // The lexer splits a shift operator, as its characters may also end type arguments.
      boolean mayShift =
          lexer.start() == previousEnd
              && previousEnd > 0
              && text.charAt(previousEnd - 1) == '>'
              && text.charAt(previousEnd) == '>';
      if (!mayShift) {
        digest.update((byte) 0);
      }
      String token = text.substring(lexer.start(), lexer.end());
      digest.update(
          (lexer.kind() == Lexer.Kind.COMMENT
                  ? COMMENT_SPACE.matcher(token.strip()).replaceAll(" ")
                  : token)
              .getBytes(StandardCharsets.UTF_8));
      starts.add(lexer.start());
      ends.add(lexer.end());
      previousEnd = lexer.end();
    }
    int[] lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(index -> text.charAt(index) == '\n')
                    .map(index -> index + 1))
            .toArray();
    return new TokenPositions(
        lineStarts,
        starts.build().toArray(),
        ends.build().toArray(),
        HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns a SHA-256 hash of all tokens, in hexadecimal digits. */
  String digest() {
    return digest;
  }

  /** Returns the index of the token that starts at a position; lines and columns are counted from 1. */
  OptionalInt startingAt(int line, int column) {
    return find(starts, line, column);
  }

  /** Returns the index of the token whose last character is before a position. */
  OptionalInt endingAt(int line, int column) {
    return find(ends, line, column);
  }

  private OptionalInt find(int[] offsets, int line, int column) {
    if (line < 1 || line > lineStarts.length) {
      return OptionalInt.empty();
    }
    int index = Arrays.binarySearch(offsets, lineStarts[line - 1] + column - 1);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  Position start(int token) {
    return position(starts[token]);
  }

  /** Returns the position after the last character of a token. */
  Position end(int token) {
    return position(ends[token]);
  }

  private Position position(int offset) {
    int index = Arrays.binarySearch(lineStarts, offset);
    int line = index < 0 ? -index - 1 : index + 1;
    return new Position(line, offset - lineStarts[line - 1] + 1);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A place in a file.
   *
   * @param line the line, counted from 1
   * @param column the column in characters, counted from 1
   */
  record Position(int line, int column) {}
}

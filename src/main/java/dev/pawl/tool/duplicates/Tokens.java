package dev.pawl.tool.duplicates;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tokens of all files of one language as one sequence of ids; equal tokens have equal ids. */
final class Tokens {

  private static final int ANY_NAME = -2;
  private static final int FIRST_WORD = Character.MAX_VALUE + 1;

  /** Keywords of all languages; every other word is a name. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract as assert async await boolean break byte case catch char class const continue"
               + " def default del do double elif else enum except extends final finally float fn"
               + " for foreach from func function if impl implements import in instanceof int"
               + " interface is lambda let long loop match mut new not or and override package pass"
               + " private protected public raise range record return sealed select short static"
               + " struct super switch synchronized this throw throws trait try type use using val"
               + " var void volatile when where while with yield")
              .split(" "));

  private final Language language;
  private final Map<String, Integer> words;
  private final List<String> files;
  private int[] starts = new int[16];
  private int[] ids = new int[1024];
  private int[] lines = new int[1024];
  private int[] endLines = new int[1024];
  private final BitSet names;
  private int size;

  Tokens(Language language) {
    this.language = language;
    this.words = new HashMap<>();
    this.files = new ArrayList<>();
    this.names = new BitSet();
  }

  private Tokens(Tokens same, int[] ids) {
    this.language = same.language;
    this.words = same.words;
    this.files = same.files;
    this.names = same.names;
    this.starts = same.starts;
    this.lines = same.lines;
    this.endLines = same.endLines;
    this.size = same.size;
    this.ids = ids;
  }

  /** Returns this sequence with the same id for all names, numbers and strings. */
  Tokens folded() {
    int[] folded = Arrays.copyOf(ids, size);
    for (int token = names.nextSetBit(0); token >= 0; token = names.nextSetBit(token + 1)) {
      folded[token] = ANY_NAME;
    }
    return new Tokens(this, folded);
  }

  /** Adds a file without its comments, imports and semicolons. */
  void add(String path, String text) {
    files.add(path);
    starts = withRoom(starts, files.size());
    starts[files.size() - 1] = size;
    var lexer = new Lexer(language, text);
    var imports = new Imports(language, text);
    while (lexer.next()) {
      if (lexer.kind() != Lexer.Kind.COMMENT
          && !imports.cover(lexer)
          && text.charAt(lexer.start()) != ';') {
        add(text, lexer);
      }
    }
  }

  private void add(String text, Lexer lexer) {
    ids = withRoom(ids, size + 1);
    lines = withRoom(lines, size + 1);
    endLines = withRoom(endLines, size + 1);
    ids[size] = id(text, lexer.start(), lexer.end());
    names.set(size, isName(text, lexer));
    lines[size] = lexer.line();
    endLines[size] = lexer.endLine();
    size++;
  }

  private static boolean isName(String text, Lexer lexer) {
    return switch (lexer.kind()) {
      case NUMBER, STRING -> true;
      case WORD -> !KEYWORDS.contains(text.substring(lexer.start(), lexer.end()));
      case SYMBOL, COMMENT -> false;
    };
  }

  private int id(String text, int start, int end) {
    if (end == start + 1) {
      return text.charAt(start);
    }
    String word = text.substring(start, end);
    Integer known = words.putIfAbsent(word, FIRST_WORD + words.size());
    return known == null ? FIRST_WORD + words.size() - 1 : known;
  }

  private static int[] withRoom(int[] array, int length) {
    return length <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(length, array.length * 2));
  }

  Language language() {
    return language;
  }

  int size() {
    return size;
  }

  int files() {
    return files.size();
  }

  /** Returns the index of the first token of a file. */
  int startOf(int file) {
    return file == files.size() ? size : starts[file];
  }

  int fileOf(int token) {
    int found = Arrays.binarySearch(starts, 0, files.size(), token);
    int file = found < 0 ? -found - 2 : found;
    // Files without tokens start at the same index as the next file, which contains the token.
    while (startOf(file + 1) == token) {
      file++;
    }
    return file;
  }

  int id(int token) {
    return ids[token];
  }

  /** Returns the number of equal tokens from two indexes on, up to a limit. */
  int sameFrom(int one, int other, int limit) {
    int difference = Arrays.mismatch(ids, one, one + limit, ids, other, other + limit);
    return difference < 0 ? limit : difference;
  }

  /** Returns the percentage of equal tokens from two indexes on; 100 only if all are equal. */
  int percentSame(int one, int other, int length) {
    long same = 0;
    for (int at = 0; at < length; at++) {
      same += ids[one + at] == ids[other + at] ? 1 : 0;
    }
    return (int) (same * 100 / length);
  }

  /** Returns the lines of a range of tokens, which must be in one file. */
  Place place(int token, int length) {
    return new Place(files.get(fileOf(token)), lines[token], endLines[token + length - 1]);
  }
}

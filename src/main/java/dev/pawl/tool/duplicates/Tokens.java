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

/** What all files of one language say, as one row of numbers: equal pieces of text have equal numbers. */
final class Tokens {

  private static final int ANY_NAME = -2;
  private static final int FIRST_WORD = Character.MAX_VALUE + 1;

  /** Words that say what is done; whatever else is a word says with what. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract as assert async await boolean break byte case catch char class const continue def default del do"
                  + " double elif else enum except extends final finally float fn for foreach from func function if impl"
                  + " implements import in instanceof int interface is lambda let long loop match mut new not or and"
                  + " override package pass private protected public raise range record return sealed select short"
                  + " static struct super switch synchronized this throw throws trait try type use using val var void"
                  + " volatile when where while with yield")
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

  /** The same row, in which one name, number or string is as good as another. */
  Tokens folded() {
    int[] folded = Arrays.copyOf(ids, size);
    for (int token = names.nextSetBit(0); token >= 0; token = names.nextSetBit(token + 1)) {
      folded[token] = ANY_NAME;
    }
    return new Tokens(this, folded);
  }

  /** Adds a file; comments, imports and semicolons are left out. */
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

  /** The first token of a file, by its number. */
  int startOf(int file) {
    return file == files.size() ? size : starts[file];
  }

  int fileOf(int token) {
    int found = Arrays.binarySearch(starts, 0, files.size(), token);
    int file = found < 0 ? -found - 2 : found;
    // Of files without tokens that start at the same place, the last one is the one that has it.
    while (startOf(file + 1) == token) {
      file++;
    }
    return file;
  }

  int id(int token) {
    return ids[token];
  }

  /** How many tokens are the same from two places on, up to a limit. */
  int sameFrom(int one, int other, int limit) {
    int difference = Arrays.mismatch(ids, one, one + limit, ids, other, other + limit);
    return difference < 0 ? limit : difference;
  }

  /** How many of a hundred tokens are the same from two places on; 100 only when all are. */
  int percentSame(int one, int other, int length) {
    long same = 0;
    for (int at = 0; at < length; at++) {
      same += ids[one + at] == ids[other + at] ? 1 : 0;
    }
    return (int) (same * 100 / length);
  }

  /** The place of a number of tokens that stand in one file. */
  Place place(int token, int length) {
    return new Place(files.get(fileOf(token)), lines[token], endLines[token + length - 1]);
  }
}

package dev.pawl.tool.duplicates;

import dev.pawl.tool.lexer.Lexer;
import dev.pawl.workspace.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all files of one language say, as one row of numbers: equal pieces of text have equal numbers. */
final class Tokens {

  private static final int FIRST_WORD = Character.MAX_VALUE + 1;

  private final Language language;
  private final Map<String, Integer> words = new HashMap<>();
  private final List<String> files = new ArrayList<>();
  private int[] starts = new int[16];
  private int[] ids = new int[1024];
  private int[] lines = new int[1024];
  private int[] endLines = new int[1024];
  private int size;

  Tokens(Language language) {
    this.language = language;
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
    lines[size] = lexer.line();
    endLines[size] = lexer.endLine();
    size++;
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

  /** The place of a number of tokens that stand in one file. */
  Place place(int token, int length) {
    return new Place(files.get(fileOf(token)), lines[token], endLines[token + length - 1]);
  }
}

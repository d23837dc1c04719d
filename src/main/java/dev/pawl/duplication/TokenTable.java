package dev.pawl.duplication;

import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tokens of all files of one language as one sequence of ids; equal tokens have equal ids. */
final class TokenTable {

  private static final int ANY_NAME_ID = -2;

  /** The first of the ids of suppressed tokens, which decrease, so that no two of them are equal. */
  private static final int FIRST_SUPPRESSED_ID = -3;

  /** What starts and ends code that is not searched for duplicates, in comments. */
  private static final String SUPPRESSION_START = "CPD-OFF";

  private static final String SUPPRESSION_END = "CPD-ON";
  private static final int FIRST_WORD_ID = Character.MAX_VALUE + 1;

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
  private final Map<String, Integer> wordIds;
  private final List<String> files;
  private int[] fileStarts = new int[16];
  private int[] ids = new int[1024];
  private int[] startLines = new int[1024];
  private int[] endLines = new int[1024];
  private final BitSet nameTokens;

  /** The tokens between comments that switch the search for duplicates off and on. */
  private final BitSet suppressedTokens;

  private int size;

  TokenTable(Language language) {
    this.language = language;
    this.wordIds = new HashMap<>();
    this.files = new ArrayList<>();
    this.nameTokens = new BitSet();
    this.suppressedTokens = new BitSet();
  }

  private TokenTable(TokenTable source, int[] ids) {
    this.language = source.language;
    this.wordIds = source.wordIds;
    this.files = source.files;
    this.nameTokens = source.nameTokens;
    this.suppressedTokens = source.suppressedTokens;
    this.fileStarts = source.fileStarts;
    this.startLines = source.startLines;
    this.endLines = source.endLines;
    this.size = source.size;
    this.ids = ids;
  }

  /** Returns this sequence with the same id for all names, numbers and strings. */
  TokenTable withFoldedNames() {
    int[] folded = Arrays.copyOf(ids, size);
    for (int token = nameTokens.nextSetBit(0);
        token >= 0;
        token = nameTokens.nextSetBit(token + 1)) {
      // A negative id is that of a suppressed token.
      folded[token] = folded[token] < 0 ? folded[token] : ANY_NAME_ID;
    }
    return new TokenTable(this, folded);
  }

  /** Returns this sequence with a different id for each suppressed token, so that none is part of a duplicate. */
  TokenTable withoutSuppressedTokens() {
    if (suppressedTokens.isEmpty()) {
      return this;
    }
    int[] different = Arrays.copyOf(ids, size);
    int id = FIRST_SUPPRESSED_ID;
    for (int token = suppressedTokens.nextSetBit(0);
        token >= 0;
        token = suppressedTokens.nextSetBit(token + 1)) {
      different[token] = id--;
    }
    return new TokenTable(this, different);
  }

  /** Returns whether comments suppress duplicates in a part of the files. */
  boolean hasSuppressedTokens() {
    return !suppressedTokens.isEmpty();
  }

  /** Returns the lines with suppressed tokens by file. */
  Map<String, BitSet> suppressedLines() {
    var lines = new HashMap<String, BitSet>();
    for (int token = suppressedTokens.nextSetBit(0);
        token >= 0;
        token = suppressedTokens.nextSetBit(token + 1)) {
      lines
          .computeIfAbsent(files.get(fileOf(token)), file -> new BitSet())
          .set(startLines[token], endLines[token] + 1);
    }
    return lines;
  }

  /** Adds a file without its comments, imports, semicolons and statements that only contain data. */
  void add(String path, String text) {
    files.add(path);
    fileStarts = ensureCapacity(fileStarts, files.size());
    fileStarts[files.size() - 1] = size;
    var lexer = new Lexer(language, text);
    var imports = new ImportLines(language, text);
    var statements = new IgnoredStatements(language, text);
    boolean suppressed = false;
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        String comment = text.substring(lexer.start(), lexer.end());
        suppressed =
            comment.contains(SUPPRESSION_START) || suppressed && !comment.contains(SUPPRESSION_END);
      } else if (!imports.consume(lexer)
          && !statements.consume(lexer)
          && text.charAt(lexer.start()) != ';') {
        suppressedTokens.set(size, suppressed);
        add(text, lexer);
      }
    }
  }

  private void add(String text, Lexer lexer) {
    ids = ensureCapacity(ids, size + 1);
    startLines = ensureCapacity(startLines, size + 1);
    endLines = ensureCapacity(endLines, size + 1);
    ids[size] = id(text, lexer.start(), lexer.end());
    nameTokens.set(size, isName(text, lexer));
    startLines[size] = lexer.line();
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
    Integer existing = wordIds.putIfAbsent(word, FIRST_WORD_ID + wordIds.size());
    return existing == null ? FIRST_WORD_ID + wordIds.size() - 1 : existing;
  }

  private static int[] ensureCapacity(int[] array, int length) {
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

  int fileCount() {
    return files.size();
  }

  /** Returns the index of the first token of a file. */
  int startOfFile(int file) {
    return file == files.size() ? size : fileStarts[file];
  }

  int fileOf(int token) {
    int position = Arrays.binarySearch(fileStarts, 0, files.size(), token);
    int file = position < 0 ? -position - 2 : position;
    // Files without tokens start at the same index as the next file, which contains the token.
    while (startOfFile(file + 1) == token) {
      file++;
    }
    return file;
  }

  int id(int token) {
    return ids[token];
  }

  /** Returns the number of equal tokens from two indexes on, up to a limit. */
  int commonLength(int first, int second, int limit) {
    int difference = Arrays.mismatch(ids, first, first + limit, ids, second, second + limit);
    return difference < 0 ? limit : difference;
  }

  /** Returns the percentage of equal tokens from two indexes on; 100 only if all are equal. */
  int percentEqual(int first, int second, int length) {
    long equal = 0;
    for (int offset = 0; offset < length; offset++) {
      equal += ids[first + offset] == ids[second + offset] ? 1 : 0;
    }
    return (int) (equal * 100 / length);
  }

  /** Returns the lines of a range of tokens, which must be in one file. */
  FileRange range(int token, int length) {
    return new FileRange(files.get(fileOf(token)), startLines[token], endLines[token + length - 1]);
  }
}

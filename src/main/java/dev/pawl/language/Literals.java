package dev.pawl.language;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/**
 * The lines of a text whose whitespace belongs to the content of the program or document: lines that start or end
 * inside a string, a block of data, a preformatted block or the like. Lines end with a line feed and are counted from 1.
 */
public final class Literals {

  private final int[] lineStarts;
  private final BitSet starts = new BitSet();
  private final BitSet ends = new BitSet();

  private Literals(String text) {
    this.lineStarts = lineStarts(text);
  }

  /** Creates the literals of a text that has none. */
  public static Literals none() {
    return new Literals("");
  }

  static Literals in(String text) {
    return new Literals(text);
  }

  /**
   * Returns whether the literals of files of this language can be told from the rest. Where they cannot (shell, Perl,
   * Makefiles, HTML and others), the whitespace of a text must stay as it is.
   */
  public static boolean areKnown(Language language, String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return switch (language) {
      case JAVA, JSON, YAML, TOML, XML, MARKDOWN -> true;
      case CSS -> name.endsWith(".css") || name.endsWith(".scss");
      // TSX has a grammar of its own, which is not bundled.
      default -> SyntaxTreeParser.hasGrammar(language) && !name.endsWith(".tsx");
    };
  }

  /** Returns the literals of a text; empty if they cannot be told from the rest. */
  public static Optional<Literals> of(Language language, String path, String text) {
    if (!areKnown(language, path)) {
      return Optional.empty();
    }
    return switch (language) {
      case JAVA, JSON, CSS -> Optional.of(byLexer(language, text));
      case YAML -> YamlLiterals.of(text);
      case TOML -> TomlLiterals.of(text);
      case XML -> XmlLiterals.of(text);
      case MARKDOWN -> Optional.of(MarkdownLiterals.of(text));
      default -> SyntaxTreeLiterals.of(language, text);
    };
  }

  /** Returns whether a compiler or reader of the language reads every line ending in a literal as a line feed. */
  public static boolean haveNormalizedLineEndings(Language language) {
    return switch (language) {
      case TOML, C, CPP -> false;
      default -> true;
    };
  }

  private static Literals byLexer(Language language, String text) {
    var literals = new Literals(text);
    var lexer = new Lexer(language, text);
    while (lexer.next()) {
      if (lexer.kind() == Lexer.Kind.STRING) {
        literals.add(lexer.start(), lexer.end());
      }
    }
    return literals;
  }

  private static int[] lineStarts(String text) {
    var lines = new int[16];
    int count = 1;
    for (int index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
      if (count == lines.length) {
        lines = Arrays.copyOf(lines, count * 2);
      }
      lines[count++] = index + 1;
    }
    return Arrays.copyOf(lines, count);
  }

  /** Adds a literal from one offset to another. */
  void add(int start, int end) {
    addLines(lineAt(start), lineAt(end));
  }

  /** Adds a literal that starts on one line, counted from 1, and ends on another. */
  void addLines(int startLine, int endLine) {
    ends.set(startLine, endLine);
    starts.set(startLine + 1, endLine + 1);
  }

  /** Adds whole lines, each of which is a literal up to its end. */
  void addWholeLines(int startLine, int endLine) {
    starts.set(startLine, endLine + 1);
    ends.set(startLine, endLine + 1);
  }

  /** Adds a line whose trailing whitespace is content. */
  void addEndOf(int line) {
    ends.set(line);
  }

  private int lineAt(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Returns whether a line starts inside a literal, so that its indentation must stay. */
  public boolean containStartOf(int line) {
    return starts.get(line);
  }

  /** Returns whether a line ends inside a literal, so that the whitespace at its end must stay. */
  public boolean containEndOf(int line) {
    return ends.get(line);
  }

  /** Returns whether a literal spans several lines. */
  public boolean spanLines() {
    return !starts.isEmpty();
  }
}

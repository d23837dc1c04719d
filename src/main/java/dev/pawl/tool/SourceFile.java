package dev.pawl.tool;

import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text file, decoded so that unchanged text encodes to unchanged bytes (integrity checks I-08 and I-09).
 *
 * @param path the path relative to the target
 * @param bom whether the file starts with a byte-order mark, which is not part of the text
 */
public record SourceFile(String path, Path file, Charset charset, boolean bom, String text) {

  private static final String BOM = "\uFEFF";

  /** The replacement for invalid UTF-8; a valid text may contain this character, too. */
  private static final char REPLACEMENT = '\uFFFD';

  private static final int BINARY_SAMPLE_BYTES = 8000;

  /** The number of characters that a line of a text written by people does not exceed. */
  private static final int MAX_LINE_LENGTH = 5000;

  private static final int MARKER_SEARCH_LENGTH = 4096;
  private static final Pattern GENERATED_MARKER =
      Pattern.compile(
          "(?is)@generated\\b|generated\\b.{0,200}?\\bdo not (edit|modify|change)\\b|\\bdo not"
              + " (edit|modify|change)\\b.{0,200}?generated\\b|\\Aversion https://git-lfs");

  /** The reference to a source map, with which compilers end what they write. */
  private static final Pattern SOURCE_MAP =
      Pattern.compile("(?://|/\\*)[#@]\\s*sourceMappingURL=\\S+(?:\\s*\\*/)?");

  private static final Pattern TEST_SOURCE =
      Pattern.compile(
          "(^|/)(test|tests|testing|src/it|jmh|\\w+Tests?|[\\w-]+-tests?)/"
              + "|(^|/)(Test\\p{Lu}\\w*|\\w*(Test|Tests|TestCase|IT))\\.java$");

  /** The line ending style of a text. */
  public enum LineEnding {
    LF,
    CRLF,
    MIXED;

    /** Converts a text with LF line endings to this style. */
    public String applyTo(String lfText) {
      return this == CRLF ? lfText.replace("\n", "\r\n") : lfText;
    }
  }

  /** Reads and decodes a file; empty if it is binary. */
  public static Optional<SourceFile> read(WorkspaceFile file) throws IOException {
    return decode(file.path(), file.file(), Files.readAllBytes(file.file()));
  }

  /**
   * Decodes content as UTF-8 if it is valid, otherwise as ISO 8859-1. The result is empty if the content is binary,
   * which means that it has a NUL among its first 8,000 bytes.
   */
  public static Optional<SourceFile> decode(String path, Path file, byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, BINARY_SAMPLE_BYTES); i++) {
      if (bytes[i] == 0) {
        return Optional.empty();
      }
    }
    Charset charset = StandardCharsets.UTF_8;
    String text = new String(bytes, charset);
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
      charset = StandardCharsets.ISO_8859_1;
      text = new String(bytes, charset);
    }
    boolean bom = text.startsWith(BOM);
    return Optional.of(new SourceFile(path, file, charset, bom, bom ? text.substring(1) : text));
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Returns whether the file is generated, according to {@code @generated} or a similar marker in its first 4,096
   * characters or a reference to a source map in its last line, or is a git-lfs pointer (integrity checks I-05 and I-21).
   */
  public boolean isGenerated() {
    String head = text.substring(0, Math.min(MARKER_SEARCH_LENGTH, text.length()));
    return GENERATED_MARKER.matcher(head).find() || endsInSourceMap();
  }

  private boolean endsInSourceMap() {
    int end = text.length();
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    int start = text.lastIndexOf('\n', end - 1) + 1;
    return end > start
        && end - start < MARKER_SEARCH_LENGTH
        && SOURCE_MAP.matcher(text.substring(start, end)).matches();
  }

  /** Returns whether the file is minified or otherwise not written by people: a line has over 5,000 characters. */
  public boolean isMinified() {
    int lineStart = 0;
    while (text.length() - lineStart > MAX_LINE_LENGTH) {
      int lineEnd = text.indexOf('\n', lineStart);
      int end = lineEnd < 0 ? text.length() : lineEnd;
      if (end - lineStart > MAX_LINE_LENGTH) {
        return true;
      }
      lineStart = end + 1;
    }
    return false;
  }

  /** Returns the content hash of the encoded file. */
  public String contentHash() {
    return Workspace.computeContentId(encode());
  }

  /** Returns the folder that the path is relative to. */
  public Path root() {
    Path root = file;
    for (int part = 0; part < Path.of(path).getNameCount(); part++) {
      root = Objects.requireNonNull(root.getParent());
    }
    return root;
  }

  /** Returns this file with another text. */
  public SourceFile withText(String newText) {
    return new SourceFile(path, file, charset, bom, newText);
  }

  /** Returns this file with LF line endings if all its lines end with CRLF; otherwise the file itself. */
  public SourceFile withLfLineEndings() {
    return lineEnding() == LineEnding.CRLF ? withText(text.replace("\r\n", "\n")) : this;
  }

  /** Converts a text with LF line endings to the line endings of this file. */
  public String restoreLineEndings(String lfText) {
    return lineEnding().applyTo(lfText);
  }

  /** Encodes the text in the charset of the file, with a byte-order mark if the file had one. */
  public byte[] encode() {
    return (bom ? BOM + text : text).getBytes(charset);
  }

  /** Returns whether the charset of the file can encode every character of the text. */
  public boolean isEncodable() {
    return charset.newEncoder().canEncode(text);
  }

  /** Returns the part of the file name after the last dot, in lower case; empty if there is no dot. */
  public static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }

  /** Returns whether a file belongs to tests, by its folders or its name. */
  public static boolean isTestSource(String path) {
    return TEST_SOURCE.matcher(path).find();
  }

  /** Returns the language of the file, detected by its name or its first line. */
  public Optional<Language> language() {
    return Language.of(path, text.lines().findFirst().orElse(""));
  }

  /** Returns the line ending style of the text; a text of one line counts as {@link LineEnding#LF}. */
  public LineEnding lineEnding() {
    boolean crlf = false;
    boolean lf = false;
    for (int index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
      if (index > 0 && text.charAt(index - 1) == '\r') {
        crlf = true;
      } else {
        lf = true;
      }
    }
    return crlf && lf ? LineEnding.MIXED : crlf ? LineEnding.CRLF : LineEnding.LF;
  }
}

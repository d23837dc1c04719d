package dev.pawl.tool;

import dev.pawl.workspace.Language;
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
 * A text file, decoded so that unchanged text gives unchanged bytes (3-integrity-and-formats, I-08 and I-09).
 *
 * @param path relative to the target
 * @param bom whether it starts with a byte-order mark; the text is without it
 */
public record SourceFile(String path, Path file, Charset charset, boolean bom, String text) {

  private static final String BOM = "\uFEFF";

  /** Stands for what is not UTF-8; a text may hold it too. */
  private static final char REPLACEMENT = '\uFFFD';

  private static final int SNIFFED = 8000;
  private static final int HEAD = 4096;
  private static final Pattern MADE_BY_PROGRAMS =
      Pattern.compile(
          "(?i)@generated\\b|code generated .{0,200}do not edit|\\Aversion https://git-lfs");

  /** How lines end. */
  public enum LineEnding {
    LF,
    CRLF,
    MIXED;

    /** A text of plain lines, with its lines ended like this. */
    public String end(String plain) {
      return this == CRLF ? plain.replace("\n", "\r\n") : plain;
    }
  }

  /** Reads a file; empty when it is binary. */
  public static Optional<SourceFile> read(WorkspaceFile file) throws IOException {
    return decode(file.path(), file.file(), Files.readAllBytes(file.file()));
  }

  /** Decodes content: UTF-8 where it is valid, else one character a byte; empty when it is binary. */
  public static Optional<SourceFile> decode(String path, Path file, byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, SNIFFED); i++) {
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
   * Whether a program wrote it, or git stands in for its content: it says {@code @generated} or the like at its beginning,
   * or is a pointer of git-lfs (I-05, I-21).
   */
  public boolean isMadeByPrograms() {
    String head = text.substring(0, Math.min(HEAD, text.length()));
    return MADE_BY_PROGRAMS.matcher(head).find();
  }

  /** The identity of what would be written. */
  public String content() {
    return Workspace.contentOf(encode());
  }

  /** The folder that the path is relative to. */
  public Path root() {
    Path root = file;
    for (int part = 0; part < Path.of(path).getNameCount(); part++) {
      root = Objects.requireNonNull(root.getParent());
    }
    return root;
  }

  /** The same file with other text. */
  public SourceFile with(String other) {
    return new SourceFile(path, file, charset, bom, other);
  }

  /** The same file with plain lines, which end with a newline only, where all lines end with a carriage return before it. */
  public SourceFile plain() {
    return lineEnding() == LineEnding.CRLF ? with(text.replace("\r\n", "\n")) : this;
  }

  /** A text of plain lines, with its lines ended as those of this file. */
  public String ended(String plain) {
    return lineEnding().end(plain);
  }

  /** What is to be written: the text in the file's own charset, with its byte-order mark if it had one. */
  public byte[] encode() {
    return (bom ? BOM + text : text).getBytes(charset);
  }

  /** Whether every character of the text exists in the file's charset. */
  public boolean encodable() {
    return charset.newEncoder().canEncode(text);
  }

  /** The part of the name after the last dot, in lower case; empty without one. */
  public static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }

  /** What it is written in, by its name or its first line. */
  public Optional<Language> language() {
    return Language.of(path, text.lines().findFirst().orElse(""));
  }

  /** How the lines of the text end; a text of one line counts as {@link LineEnding#LF}. */
  public LineEnding lineEnding() {
    boolean crlf = false;
    boolean lf = false;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (at > 0 && text.charAt(at - 1) == '\r') {
        crlf = true;
      } else {
        lf = true;
      }
    }
    return crlf && lf ? LineEnding.MIXED : crlf ? LineEnding.CRLF : LineEnding.LF;
  }
}

package dev.pawl.externaltool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the version of a program from the build information that Go 1.18 and later add to each executable, for programs that
 * do not print it, such as gofmt.
 */
final class GoBuildInfo {

  private static final long MAX_BYTES = 256L << 20;
  private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ALIGNMENT = 16;
  private static final int FLAGS_OFFSET = 15;
  private static final int HEADER_LENGTH = 32;

  /** The flag of executables that contain the texts and not pointers to them. */
  private static final int INLINE = 2;

  private static final int MAX_TEXT_LENGTH = 1 << 16;

  /** The line with the version of the module of the program; a program of Go itself has none. */
  private static final Pattern MODULE = Pattern.compile("(?m)^mod\\t\\S+\\tv([^\\t\\n(]+)");

  private static final Pattern GO = Pattern.compile("go([0-9]+(\\.[0-9]+)*\\S*)");

  private final byte[] executable;
  private int position;

  private GoBuildInfo(byte[] executable, int position) {
    this.executable = executable;
    this.position = position;
  }

  /** Returns the version of the module of an executable, or that of Go if it is part of Go; empty if it has none. */
  static Optional<String> readVersion(Path executable) throws IOException {
    if (Files.size(executable) > MAX_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(executable);
    for (int at = 0; at + HEADER_LENGTH <= bytes.length; at += ALIGNMENT) {
      if (isHeader(bytes, at)) {
        return new GoBuildInfo(bytes, at + HEADER_LENGTH).version();
      }
    }
    return Optional.empty();
  }

  private static boolean isHeader(byte[] bytes, int at) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[at + i] != MAGIC[i]) {
        return false;
      }
    }
    return (bytes[at + FLAGS_OFFSET] & INLINE) != 0;
  }

  private Optional<String> version() {
    Matcher go = GO.matcher(readText());
    Matcher module = MODULE.matcher(readText());
    if (module.find()) {
      return Optional.of(module.group(1));
    }
    return go.lookingAt() ? Optional.of(go.group(1)) : Optional.empty();
  }

  /** Returns the text at the current position: its length as a varint, and its bytes. */
  private String readText() {
    int length = 0;
    for (int shift = 0; shift < Integer.SIZE && position < executable.length; shift += 7) {
      int value = executable[position++];
      length |= (value & 0x7f) << shift;
      if (value >= 0) {
        break;
      }
    }
    if (length < 0 || length > MAX_TEXT_LENGTH || length > executable.length - position) {
      return "";
    }
    var text = new String(executable, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }
}

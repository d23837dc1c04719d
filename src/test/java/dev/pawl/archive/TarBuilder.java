package dev.pawl.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Builds tars byte by byte, for tests; including those that no program writes. */
public final class TarBuilder {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a text file. */
  public TarBuilder file(String name, String text) {
    return entry(name, '0', "", 0644, utf8(text));
  }

  /** Adds an executable file. */
  public TarBuilder executable(String name, String text) {
    return entry(name, '0', "", 0755, utf8(text));
  }

  /** Adds a symbolic link. */
  public TarBuilder link(String name, String target) {
    return entry(name, '2', target, 0777, new byte[0]);
  }

  /** Adds an entry; the type is the type flag of the header. */
  public TarBuilder entry(String name, char type, String link, int mode, byte[] content) {
    return entry(utf8(name), type, utf8(link), mode, content);
  }

  TarBuilder entry(byte[] name, char type, byte[] link, int mode, byte[] content) {
    return header(name, type, link, mode, content.length).raw(content).pad();
  }

  /** Adds only a header; its size need not match the content. */
  TarBuilder header(byte[] name, char type, byte[] link, int mode, long size) {
    byte[] header = new byte[512];
    System.arraycopy(name, 0, header, 0, Math.min(100, name.length));
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, 1_700_000_000L);
    header[156] = (byte) type;
    System.arraycopy(link, 0, header, 157, Math.min(100, link.length));
    System.arraycopy(utf8("ustar\0" + "00"), 0, header, 257, 8);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    octal(header, 148, 7, sum);
    return raw(header);
  }

  /** Adds a pax header for the next entry, such as {@code path=...}. */
  TarBuilder pax(String key, String value) {
    return entry("pax", 'x', "", 0644, record(key, value));
  }

  /** Adds a GNU long name for the next entry or, with type K, its long link target. */
  TarBuilder longName(char type, byte[] name) {
    byte[] terminated = Arrays.copyOf(name, name.length + 1);
    return entry("././@LongLink", type, "", 0644, terminated);
  }

  static byte[] record(String key, String value) {
    byte[] suffix = utf8(" " + key + "=" + value + "\n");
    int length = suffix.length + 1;
    while (Integer.toString(length).length() + suffix.length != length) {
      length++;
    }
    var record = new ByteArrayOutputStream();
    record.writeBytes(utf8(Integer.toString(length)));
    record.writeBytes(suffix);
    return record.toByteArray();
  }

  private static void octal(byte[] header, int offset, int length, long value) {
    String digits = Long.toOctalString(value);
    String padded = "0".repeat(length - 1 - digits.length()) + digits;
    System.arraycopy(utf8(padded), 0, header, offset, length - 1);
  }

  TarBuilder raw(byte[] content) {
    bytes.writeBytes(content);
    return this;
  }

  private TarBuilder pad() {
    return raw(new byte[(512 - bytes.size() % 512) % 512]);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the tar with its end-of-archive marker, gzipped. */
  public byte[] gz() {
    return raw(new byte[1024]).withoutEnd();
  }

  /** Returns the tar without its end-of-archive marker, gzipped. */
  byte[] withoutEnd() {
    return gzip(bytes.toByteArray());
  }

  static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

package dev.pawl.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Builds tars byte by byte, for tests; including those that no program writes. */
public final class Tars {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a text file. */
  public Tars file(String name, String text) {
    return entry(name, '0', "", 0644, utf8(text));
  }

  /** Adds an executable file. */
  public Tars program(String name, String text) {
    return entry(name, '0', "", 0755, utf8(text));
  }

  /** Adds a symbolic link. */
  public Tars link(String name, String target) {
    return entry(name, '2', target, 0777, new byte[0]);
  }

  /** Adds an entry; the type is the type flag of the header. */
  public Tars entry(String name, char type, String link, int mode, byte[] content) {
    return entry(utf8(name), type, utf8(link), mode, content);
  }

  Tars entry(byte[] name, char type, byte[] link, int mode, byte[] content) {
    return header(name, type, link, mode, content.length).raw(content).fill();
  }

  /** Adds only a header; its size need not match the content. */
  Tars header(byte[] name, char type, byte[] link, int mode, long size) {
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
    for (byte one : header) {
      sum += one & 0xff;
    }
    octal(header, 148, 7, sum);
    return raw(header);
  }

  /** Adds a pax header for the next entry, such as {@code path=...}. */
  Tars pax(String key, String value) {
    return entry("pax", 'x', "", 0644, record(key, value));
  }

  /** Adds a GNU long name for the next entry or, with type K, its long link target. */
  Tars longName(char type, byte[] name) {
    byte[] ended = Arrays.copyOf(name, name.length + 1);
    return entry("././@LongLink", type, "", 0644, ended);
  }

  static byte[] record(String key, String value) {
    byte[] rest = utf8(" " + key + "=" + value + "\n");
    int length = rest.length + 1;
    while (Integer.toString(length).length() + rest.length != length) {
      length++;
    }
    var record = new ByteArrayOutputStream();
    record.writeBytes(utf8(Integer.toString(length)));
    record.writeBytes(rest);
    return record.toByteArray();
  }

  private static void octal(byte[] header, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    String padded = "0".repeat(length - 1 - digits.length()) + digits;
    System.arraycopy(utf8(padded), 0, header, at, length - 1);
  }

  Tars raw(byte[] some) {
    bytes.writeBytes(some);
    return this;
  }

  private Tars fill() {
    return raw(new byte[(512 - bytes.size() % 512) % 512]);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the tar with its end-of-archive marker, gzipped. */
  public byte[] gz() {
    return raw(new byte[1024]).unended();
  }

  /** Returns the tar without its end-of-archive marker, gzipped. */
  byte[] unended() {
    return gzip(bytes.toByteArray());
  }

  static byte[] gzip(byte[] some) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(some);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

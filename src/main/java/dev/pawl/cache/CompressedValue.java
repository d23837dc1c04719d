package dev.pawl.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Encodes texts for the table: compressed with gzip from 256 bytes on, and with a checksum. */
final class CompressedValue {

  private static final int COMPRESSION_THRESHOLD = 256;
  private static final byte UNCOMPRESSED = 0;
  private static final byte COMPRESSED = 1;

  private CompressedValue() {}

  static long checksum(byte[] content) {
    var crc = new CRC32C();
    crc.update(content);
    return crc.getValue();
  }

  static byte[] compress(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    if (plain.length < COMPRESSION_THRESHOLD) {
      out.write(UNCOMPRESSED);
      out.writeBytes(plain);
      return out.toByteArray();
    }
    out.write(COMPRESSED);
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String decompress(byte[] content) {
    var in = new ByteArrayInputStream(content, 1, content.length - 1);
    try {
      byte[] plain =
          content[0] == COMPRESSED ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
      return new String(plain, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

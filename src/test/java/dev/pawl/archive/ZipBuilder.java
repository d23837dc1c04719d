package dev.pawl.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Builds zips for tests; content that no program would write is patched into the bytes. */
public final class ZipBuilder {

  private static final byte[] LOCAL = {'P', 'K', 3, 4};
  private static final byte[] CENTRAL = {'P', 'K', 1, 2};

  private final SeekableInMemoryByteChannel bytes = new SeekableInMemoryByteChannel();
  private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

  /** Adds a text file. */
  public ZipBuilder file(String name, String text) {
    return entry(name, 0100644, text);
  }

  /** Adds an executable file. */
  public ZipBuilder executable(String name, String text) {
    return entry(name, 0100755, text);
  }

  /** Adds a symbolic link. */
  public ZipBuilder link(String name, String target) {
    return entry(name, 0120777, target);
  }

  ZipBuilder entry(String name, int mode, String text) {
    return entry(name, mode, text.getBytes(StandardCharsets.UTF_8));
  }

  ZipBuilder entry(String name, int mode, byte[] content) {
    return entry(name, content, entry -> entry.setUnixMode(mode));
  }

  ZipBuilder entry(String name, String text, Consumer<ZipArchiveEntry> customizer) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8), customizer);
  }

  private ZipBuilder entry(String name, byte[] content, Consumer<ZipArchiveEntry> customizer) {
    try {
      var entry = new ZipArchiveEntry(name);
      entry.setTime(1_700_000_000_000L);
      customizer.accept(entry);
      zip.putArchiveEntry(entry);
      zip.write(content);
      zip.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the complete zip. */
  public byte[] bytes() {
    try {
      zip.close();
      return Arrays.copyOf(bytes.array(), (int) bytes.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the zip with every occurrence of a text replaced by another one of the same length. */
  byte[] replacing(String text, String replacement) {
    byte[] content = bytes();
    byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] to = replacement.getBytes(StandardCharsets.ISO_8859_1);
    for (int offset = 0; offset + from.length <= content.length; offset++) {
      if (Arrays.equals(content, offset, offset + from.length, from, 0, from.length)) {
        System.arraycopy(to, 0, content, offset, to.length);
      }
    }
    return content;
  }

  /** Returns the zip with bytes of each local and central header replaced, at the given offsets from its start. */
  byte[] patched(int inLocal, int inCentral, int... values) {
    byte[] content = bytes();
    for (int offset = 0; offset + 4 <= content.length; offset++) {
      boolean local = Arrays.equals(content, offset, offset + 4, LOCAL, 0, 4);
      boolean central = Arrays.equals(content, offset, offset + 4, CENTRAL, 0, 4);
      for (int i = 0; i < values.length && (local || central); i++) {
        content[offset + (local ? inLocal : inCentral) + i] = (byte) values[i];
      }
    }
    return content;
  }
}

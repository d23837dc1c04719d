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
public final class Zips {

  private static final byte[] LOCAL = {'P', 'K', 3, 4};
  private static final byte[] CENTRAL = {'P', 'K', 1, 2};

  private final SeekableInMemoryByteChannel bytes = new SeekableInMemoryByteChannel();
  private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

  /** Adds a text file. */
  public Zips file(String name, String text) {
    return entry(name, 0100644, text);
  }

  /** Adds an executable file. */
  public Zips program(String name, String text) {
    return entry(name, 0100755, text);
  }

  /** Adds a symbolic link. */
  public Zips link(String name, String target) {
    return entry(name, 0120777, target);
  }

  Zips entry(String name, int mode, String text) {
    return entry(name, mode, text.getBytes(StandardCharsets.UTF_8));
  }

  Zips entry(String name, int mode, byte[] content) {
    return entry(name, content, entry -> entry.setUnixMode(mode));
  }

  Zips entry(String name, String text, Consumer<ZipArchiveEntry> more) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8), more);
  }

  private Zips entry(String name, byte[] content, Consumer<ZipArchiveEntry> more) {
    try {
      var entry = new ZipArchiveEntry(name);
      entry.setTime(1_700_000_000_000L);
      more.accept(entry);
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
  byte[] with(String text, String other) {
    byte[] all = bytes();
    byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] to = other.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at + from.length <= all.length; at++) {
      if (Arrays.equals(all, at, at + from.length, from, 0, from.length)) {
        System.arraycopy(to, 0, all, at, to.length);
      }
    }
    return all;
  }

  /** Returns the zip with bytes of each local and central header replaced, at the given offsets from its start. */
  byte[] patched(int inLocal, int inCentral, int... values) {
    byte[] all = bytes();
    for (int at = 0; at + 4 <= all.length; at++) {
      boolean local = Arrays.equals(all, at, at + 4, LOCAL, 0, 4);
      boolean central = Arrays.equals(all, at, at + 4, CENTRAL, 0, 4);
      for (int i = 0; i < values.length && (local || central); i++) {
        all[at + (local ? inLocal : inCentral) + i] = (byte) values[i];
      }
    }
    return all;
  }
}

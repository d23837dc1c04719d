package dev.pawl.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a reproducible tar.gz: its bytes depend only on the entries, not on owner, time or machine. */
public final class TarGz implements AutoCloseable {

  /** 1980-01-01T00:00:00Z in milliseconds, the earliest time of the zip format; tar complains about earlier ones. */
  private static final long MODIFIED = 315_532_800_000L;

  private static final int FILE = 0644;
  private static final int PROGRAM = 0755;
  private static final int FOLDER = 0755;
  private static final int LINK = 0777;

  private final TarArchiveOutputStream tar;

  /** Creates a writer to a stream, which is closed with the writer. */
  public TarGz(OutputStream out) throws IOException {
    tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(out, 1 << 16), StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void copyTo(OutputStream out) throws IOException;
  }

  /** Adds a file. */
  public void file(String path, boolean executable, long size, Content content) throws IOException {
    var entry = entry(path, TarConstants.LF_NORMAL, executable ? PROGRAM : FILE);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    content.copyTo(tar);
    tar.closeArchiveEntry();
  }

  /** Adds a symbolic link. */
  public void link(String path, String target) throws IOException {
    var entry = entry(path, TarConstants.LF_SYMLINK, LINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  /** Adds an empty folder; the parent folders of files need not be added. */
  public void folder(String path) throws IOException {
    tar.putArchiveEntry(entry(path + "/", TarConstants.LF_DIR, FOLDER));
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String path, byte kind, int mode) {
    var entry = new TarArchiveEntry(path, kind);
    entry.setMode(mode);
    entry.setModTime(MODIFIED);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}

package dev.pawl.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a reproducible tar.gz: its bytes depend only on the entries, not on owner, time or machine. */
public final class TarGzWriter implements AutoCloseable {

  /** 1980-01-01T00:00:00Z in milliseconds, the earliest time of the zip format; tar complains about earlier ones. */
  private static final long MODIFICATION_TIME = 315_532_800_000L;

  private static final int FILE_MODE = 0644;
  private static final int EXECUTABLE_MODE = 0755;
  private static final int FOLDER_MODE = 0755;
  private static final int LINK_MODE = 0777;

  private final TarArchiveOutputStream tar;

  /** Creates a writer to a stream, which is closed with the writer. */
  public TarGzWriter(OutputStream out) throws IOException {
    tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(out, 1 << 16), StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface ContentWriter {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Adds a file. */
  public void addFile(String path, boolean executable, long size, ContentWriter content)
      throws IOException {
    var entry = entry(path, TarConstants.LF_NORMAL, executable ? EXECUTABLE_MODE : FILE_MODE);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    content.writeTo(tar);
    tar.closeArchiveEntry();
  }

  /** Adds a symbolic link. */
  public void addLink(String path, String target) throws IOException {
    var entry = entry(path, TarConstants.LF_SYMLINK, LINK_MODE);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  /** Adds an empty folder; the parent folders of files need not be added. */
  public void addFolder(String path) throws IOException {
    tar.putArchiveEntry(entry(path + "/", TarConstants.LF_DIR, FOLDER_MODE));
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String path, byte kind, int mode) {
    var entry = new TarArchiveEntry(path, kind);
    entry.setMode(mode);
    entry.setModTime(MODIFICATION_TIME);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}

package dev.pawl.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads the entries of an archive one by one. */
interface ArchiveEntryReader extends Closeable {

  /** Returns the next entry; empty after the last one. */
  Optional<ArchiveEntry> next() throws IOException;
}

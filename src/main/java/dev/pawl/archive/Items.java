package dev.pawl.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The entries of an archive, one after the other. */
interface Items extends Closeable {

  /** The next entry; empty after the last. */
  Optional<Item> next() throws IOException;
}

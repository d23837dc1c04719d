package dev.pawl.snapshot;

import java.io.IOException;
import java.nio.file.Path;

/** Opens snapshot stores for the tests of other modules. */
public final class TestSnapshotStores {

  private TestSnapshotStores() {}

  public static SnapshotStore open(Path folder) throws IOException {
    return SnapshotStore.open(folder);
  }
}

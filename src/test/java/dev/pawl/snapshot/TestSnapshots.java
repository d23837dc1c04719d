package dev.pawl.snapshot;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.TestObjectStores;
import dev.pawl.target.WorkspaceProperties;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates what reads and copies snapshots, for tests without a Spring context. */
public final class TestSnapshots {

  private TestSnapshots() {}

  /** Creates the copies of snapshots in an object store, or none. */
  public static RemoteSnapshots remote(
      WorkspaceProperties properties, @Nullable ObjectStore objects, Clock clock) {
    return new RemoteSnapshots(
        Optional.ofNullable(objects),
        TestObjectStores.properties("bucket", null, null),
        properties,
        clock);
  }

  /** Creates no copies. */
  public static RemoteSnapshots local(WorkspaceProperties properties) {
    return remote(properties, null, Clock.systemUTC());
  }

  /** Creates a reader of the snapshots in a folder. */
  public static SnapshotReader reader(WorkspaceProperties properties) {
    return new SnapshotReader(properties, local(properties));
  }
}

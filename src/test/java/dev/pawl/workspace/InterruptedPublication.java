package dev.pawl.workspace;

import dev.pawl.snapshot.TestSnapshotStores;
import dev.pawl.target.FolderHandle;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jgit.lib.ObjectId;

/** A process that publishes, and stops for its killer at one of the points where the publication may be interrupted. */
final class InterruptedPublication {

  /** What the process prints when it has reached the point. */
  static final String REACHED = "reached";

  private InterruptedPublication() {}

  /** Publishes with the arguments: store, target, journal, tree before, tree after, and the number of the point. */
  public static void main(String[] arguments) throws Exception {
    int stopAt = Integer.parseInt(arguments[5]);
    int[] point = {0};
    try (var store = TestSnapshotStores.open(Path.of(arguments[0]));
        var target = FolderHandle.open(Path.of(arguments[1]))) {
      new Publisher(store, target, StoredJournal.inFile(Path.of(arguments[2])))
          .publish(
              ObjectId.fromString(arguments[3]),
              ObjectId.fromString(arguments[4]),
              () -> {
                if (++point[0] == stopAt) {
                  System.out.println(REACHED);
                  new CountDownLatch(1).await();
                }
              });
    }
  }
}

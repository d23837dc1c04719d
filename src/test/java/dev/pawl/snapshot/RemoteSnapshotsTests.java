package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.ObjectStore.StoredObject;
import dev.pawl.objectstore.S3Server;
import dev.pawl.objectstore.S3Server.Fault;
import dev.pawl.objectstore.TestObjectStores;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.Target;
import dev.pawl.target.WorkspaceProperties;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with folders of their own, which share a bucket of a real server of the S3 API. */
class RemoteSnapshotsTests {

  @TempDir static Path folder;
  private static S3Server server;
  private static ObjectStore objects;

  @TempDir Path temp;
  private Path root;
  private Target target;
  private Node first;
  private Node second;

  /** A clock whose time the test sets. */
  private static final class MovingClock extends Clock {

    private final AtomicReference<Instant> now;

    MovingClock(AtomicReference<Instant> now) {
      this.now = now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now.get(), zone);
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }

  /** A node with its folder. */
  private final class Node {

    private final WorkspaceProperties properties;
    private final RemoteSnapshots remote;
    private final SnapshotPruner pruner;

    Node(String name, Clock clock) {
      properties =
          new WorkspaceProperties(
              temp.resolve(name),
              List.of(temp),
              List.of(),
              Duration.ZERO,
              TestWorkspaces.gitSettings(List.of("file"), Duration.ofSeconds(5), false));
      remote = TestSnapshots.remote(properties, objects, clock);
      pruner = new SnapshotPruner(properties, remote);
    }

    private SnapshotStore open() throws IOException {
      return new SnapshotStores(properties.home()).open(target);
    }

    /** Takes a snapshot and stores it for all nodes. */
    String take() throws IOException {
      try (SnapshotStore store = open();
          FolderHandle handle = FolderHandle.openOwn(root)) {
        ObjectId tree =
            store.writeTree(
                handle, FileWalker.listWorkspace(root), new FileIndex(), ObjectId.zeroId());
        remote.store(target, List.of(tree.name()));
        return tree.name();
      }
    }

    Optional<byte[]> read(String tree, String path) throws IOException {
      return new SnapshotReader(properties, remote).readFile(target, tree, path);
    }

    boolean prune(String... retained) throws IOException {
      return pruner.retainOnly(target.name(), () -> Optional.of(Set.of(retained)));
    }
  }

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start(Files.createDirectory(folder.resolve("objects")));
    objects = TestObjectStores.on(server, folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createNodes() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    for (int i = 0; i < 200; i++) {
      TestFiles.write(
          root, "src/folder%d/F%d.java".formatted(i % 10, i), "class F%d {}\n".formatted(i));
    }
    TestFiles.write(root, "dir/run.sh", "#!/bin/sh\n");
    TestFiles.chmod(root, "dir/run.sh", "rwxr-xr-x");
    target = Target.directory(root.toString());
    first = new Node("first", Clock.systemUTC());
    second = new Node("second", Clock.systemUTC());
  }

  @AfterEach
  void recover() {
    server.recover();
  }

  private List<StoredObject> stored(String kind) throws IOException {
    String name = new SnapshotStores(temp).folder(target).getFileName().toString();
    return objects.list("snapshots/%s/%s/".formatted(name, kind));
  }

  @Test
  void anotherNodeReadsWhatOneHasStored() throws IOException {
    String tree = first.take();

    assertThat(second.read(tree, "src/folder3/F3.java")).contains("class F3 {}\n".getBytes());
    try (SnapshotStore store = second.open()) {
      Path copy = Files.createDirectory(temp.resolve("copy"));
      new Checkout(store, copy).checkOut(ObjectId.fromString(tree));
      try (FolderHandle handle = FolderHandle.openOwn(copy)) {
        assertThat(
                store.writeTree(
                    handle, FileWalker.listWorkspace(copy), new FileIndex(), ObjectId.zeroId()))
            .isEqualTo(ObjectId.fromString(tree));
      }
    }
  }

  @Test
  void storesOnlyWhatHasChanged() throws IOException {
    first.take();
    long complete = stored("packs").getFirst().bytes();
    TestFiles.write(root, "src/folder3/F3.java", "class F3 { int x; }\n");

    String changed = first.take();

    assertThat(stored("packs")).hasSize(2);
    assertThat(stored("packs"))
        .anySatisfy(pack -> assertThat(pack.bytes()).isLessThan(complete / 5));
    assertThat(second.read(changed, "src/folder3/F3.java"))
        .contains("class F3 { int x; }\n".getBytes());
    assertThat(second.read(changed, "src/folder4/F4.java")).contains("class F4 {}\n".getBytes());
  }

  @Test
  void anotherNodeContinuesFromACheckpoint() throws IOException {
    String tree = first.take();
    second.read(tree, "dir/run.sh");
    TestFiles.write(root, "new.txt", "new\n");

    String next = second.take();

    assertThat(stored("packs")).hasSize(2);
    assertThat(first.read(next, "new.txt")).contains("new\n".getBytes());
  }

  @Test
  void isNotStoredUntilItsManifestIs() throws IOException {
    server.fail(Fault.FAILURE, Integer.MAX_VALUE, path -> path.contains("/trees/"));
    // The first time, JGit looks for an installed git, and loses an interrupt meanwhile.
    first.open().close();
    Thread.currentThread().interrupt();

    assertThatIOException().isThrownBy(first::take);

    assertThat(Thread.interrupted()).isTrue();
    server.recover();
    assertThat(stored("trees")).isEmpty();
    String tree = first.take();
    assertThat(second.read(tree, "dir/run.sh")).isPresent();
  }

  @Test
  void repeatsTruncatedPacksAndAddsNoneOfThem() throws IOException {
    String tree = first.take();
    server.fail(Fault.TRUNCATED, 2, path -> path.contains("/packs/"));

    assertThat(second.read(tree, "dir/run.sh")).isPresent();
  }

  @Test
  void reportsATreeThatIsNowhereAsGone() {
    assertThatExceptionOfType(SnapshotGoneException.class)
        .isThrownBy(() -> second.read("0123456789012345678901234567890123456789", "a"));
  }

  @Test
  void reportsAMissingPack() throws IOException {
    String tree = first.take();
    objects.delete(stored("packs").getFirst().key());

    assertThatIOException()
        .isThrownBy(() -> second.read(tree, "dir/run.sh"))
        .withMessageContaining("which contains a part of a snapshot, does not exist");
    try (SnapshotStore store = second.open()) {
      assertThat(store.repository().getObjectDatabase().has(ObjectId.fromString(tree))).isFalse();
    }
  }

  @Test
  void deletesWhatNoWorkflowNeedsAndKeepsThePacksOfTheOthers() throws IOException {
    String old = first.take();
    TestFiles.write(root, "src/folder3/F3.java", "class F3 { int x; }\n");
    String retained = first.take();
    TestFiles.write(root, "src/folder3/F3.java", "class F3 { int y; }\n");
    String other = first.take();
    objects.put(
        stored("packs").getFirst().key().replaceAll("[^/]+$", "unreferenced.pack"), new byte[10]);

    first.prune(retained);

    assertThat(stored("trees")).as("objects that may be in use").hasSize(3);
    assertThat(stored("packs")).hasSize(4);

    Node later = new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    later.prune(retained);

    assertThat(stored("trees")).as("marked only").hasSize(3);
    assertThat(stored("packs")).hasSize(3);

    later.prune(retained);

    assertThat(stored("trees"))
        .singleElement()
        .satisfies(object -> assertThat(object.key()).contains(retained));
    assertThat(stored("packs"))
        .as("packs of deleted trees, which a node may still refer to")
        .hasSize(3)
        .noneMatch(object -> object.key().contains("unreferenced"));

    new Node("last", Clock.offset(Clock.systemUTC(), Duration.ofHours(8))).prune(retained);

    assertThat(stored("packs")).hasSize(2);
    assertThat(stored("deleted")).isEmpty();
    Node reader = new Node("reader", Clock.systemUTC());
    assertThat(reader.read(retained, "src/folder3/F3.java"))
        .contains("class F3 { int x; }\n".getBytes());
    assertThat(reader.read(retained, "src/folder4/F4.java")).isPresent();
    for (String gone : List.of(old, other)) {
      assertThatExceptionOfType(SnapshotGoneException.class)
          .isThrownBy(() -> new Node("nobody", Clock.systemUTC()).read(gone, "dir/run.sh"));
    }
  }

  @Test
  void keepsThePacksOfTreesThatADelayedListDoesNotContain() throws IOException {
    String old = first.take();
    for (String kind : List.of("trees", "deleted", "packs")) {
      stored(kind);
    }
    TestFiles.write(root, "src/folder3/F3.java", "class F3 { int x; }\n");
    String next = first.take();
    server.delayLists();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(4));

    // Two nodes, before the workflow of the next tree is recorded, and one after it.
    new Node("later", later).prune();
    new Node("latest", later).prune();
    assertThat(new Node("reader", later).read(next, "src/folder4/F4.java")).isPresent();
    new Node("last", Clock.offset(Clock.systemUTC(), Duration.ofHours(8))).prune(next);

    server.recover();
    new Node("recovered", later).prune(next);
    assertThat(stored("trees"))
        .singleElement()
        .satisfies(object -> assertThat(object.key()).contains(next).doesNotContain(old));
    assertThat(new Node("other", later).read(next, "src/folder4/F4.java")).isPresent();
  }

  @Test
  void storesATreeAgainThatAnotherNodeHasDeleted() throws IOException {
    var now = new AtomicReference<Instant>(Instant.now());
    Node node = new Node("node", new MovingClock(now));
    String tree = node.take();
    for (int hours : List.of(4, 4, 8)) {
      new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(hours))).prune();
    }
    assertThat(stored("trees")).isEmpty();
    assertThat(stored("packs")).isEmpty();
    now.set(now.get().plus(Duration.ofHours(8)));

    assertThat(node.take()).isEqualTo(tree);

    assertThat(new Node("reader", Clock.systemUTC()).read(tree, "dir/run.sh")).isPresent();
  }

  @Test
  void restoresATreeThatAWorkflowHasBegunToUse() throws IOException {
    String tree = first.take();
    Node later = new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    later.prune();
    assertThat(stored("deleted")).hasSize(1);
    var answers = new ArrayDeque<Optional<Set<String>>>();
    // Not in use when the node begins and looks at the store, but in use after it has deleted the
    // tree.
    answers.add(Optional.of(Set.of()));
    answers.add(Optional.of(Set.of()));

    later.pruner.retainOnly(
        target.name(), () -> answers.isEmpty() ? Optional.empty() : answers.remove());

    assertThat(stored("trees")).hasSize(1);
    assertThat(stored("deleted")).isEmpty();
    assertThat(second.read(tree, "dir/run.sh")).isPresent();
  }

  @Test
  void keepsAnUnusedTreeForTheTimeInWhichABackUpCopiesTheBucket() throws IOException {
    String tree = first.take();
    server.age(Duration.ofHours(4), key -> !key.contains("/deleted/"));

    first.prune();
    first.prune();

    assertThat(stored("deleted")).hasSize(1);
    assertThat(second.read(tree, "dir/run.sh")).isPresent();
    server.age(Duration.ofHours(4), key -> true);
    first.prune();
    assertThatExceptionOfType(SnapshotGoneException.class)
        .isThrownBy(() -> new Node("other", Clock.systemUTC()).read(tree, "dir/run.sh"));
  }

  @Test
  void beginsTheDeletionOfATreeAnewThatWasUsedMeanwhile() throws IOException {
    var now = new AtomicReference<Instant>(Instant.now());
    Node node = new Node("node", new MovingClock(now));
    String tree = node.take();
    Node later = new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    later.prune();
    now.set(now.get().plus(Duration.ofMinutes(11)));
    node.take();

    later.prune();
    assertThat(stored("trees")).as("stored again").hasSize(1);
    later.prune(tree);
    assertThat(stored("deleted")).as("in use").isEmpty();
    later.prune();
    assertThat(stored("trees")).hasSize(1);
    later.prune();

    assertThat(stored("trees")).isEmpty();
  }

  @Test
  void beginsTheDeletionOfATargetAnewThatWasUsedMeanwhile() throws IOException {
    first.take();
    Node later = new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    later.pruner.deleteAbandoned(Set::of);
    TestFiles.write(root, "new.txt", "new");
    first.take();

    later.pruner.deleteAbandoned(Set::of);

    assertThat(stored("trees")).hasSize(2);
    assertThat(later.pruner.deleteAbandoned(Set::of)).isPositive();
    assertThat(stored("trees")).isEmpty();
  }

  /** A bucket that was copied while a tree was stored may have its manifest, but not its packs. */
  @Test
  void storesATreeAgainWhosePacksWereNotRestored() throws IOException {
    String complete = first.take();
    String known = stored("packs").getFirst().key();
    TestFiles.write(root, "new.txt", "new");
    String tree = first.take();
    for (StoredObject pack : stored("packs")) {
      if (!pack.key().equals(known)) {
        objects.delete(pack.key());
      }
    }

    Node restored = new Node("restored", Clock.systemUTC());
    assertThat(restored.take()).isEqualTo(tree);

    assertThat(second.read(tree, "new.txt")).contains("new".getBytes());
    assertThat(second.read(complete, "dir/run.sh")).isPresent();
  }

  @Test
  void readersOfATreeShareOneDownload() throws Exception {
    String tree = first.take();
    String pack = stored("packs").getFirst().key();
    server.hold(path -> path.contains(pack));
    int manifests = server.reads(tree);
    Set<Thread> readers = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var reads =
          Stream.generate(() ->
                  threads.submit(() -> {
                    readers.add(Thread.currentThread());
                    return second.read(tree, "src/folder3/F3.java");
                  }))
              .limit(8)
              .toList();
      // Those who do not wait for another one have sent a request.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> server.reads(pack) > 0 && waiting(readers) + server.reads(pack) >= 8);

      server.release();

      for (var read : reads) {
        assertThat(read.get()).contains("class F3 {}\n".getBytes());
      }
    }
    assertThat(server.reads(pack)).isEqualTo(1);
    assertThat(server.reads(tree) - manifests).isEqualTo(1);
  }

  private static long waiting(Set<Thread> threads) {
    return threads.stream()
        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
        .count();
  }

  @Test
  void deletesTheSnapshotsOfTargetsWithoutWorkflows() throws IOException {
    first.take();

    assertThat(first.pruner.deleteAbandoned(() -> Set.of(target.name()))).isZero();
    assertThat(stored("trees")).hasSize(1);
    Node later = new Node("later", Clock.offset(Clock.systemUTC(), Duration.ofHours(4)));
    later.pruner.deleteAbandoned(Set::of);
    assertThat(stored("trees")).as("marked only").hasSize(1);
    server.age(Duration.ofHours(4), key -> !key.contains("/deleted/"));
    first.pruner.deleteAbandoned(Set::of);
    assertThat(stored("trees")).as("marked just now").hasSize(1);
    server.recover();
    assertThat(later.pruner.deleteAbandoned(Set::of)).isPositive();

    assertThat(stored("trees")).isEmpty();
    assertThat(stored("packs")).as("which a node may need that stores a tree now").hasSize(1);

    later.pruner.deleteAbandoned(Set::of);

    assertThat(stored("packs")).isEmpty();
  }
}

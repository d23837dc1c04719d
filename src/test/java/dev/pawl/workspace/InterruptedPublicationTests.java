package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.snapshot.Checkout;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TestSnapshotStores;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import dev.pawl.target.LinkNotFollowedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interrupts publications at every point, and changes the target before they are undone. */
class InterruptedPublicationTests {

  private static final Publisher.Guard ALWAYS_ALLOW = () -> {};

  /** The number of points at which a publication without an interruption calls its guard. */
  private static final int POINTS = 10;

  /** The number of killed processes; each second series of points is completed instead of undone. */
  private static final int KILLS = Integer.getInteger("pawl.publication.kills", 2 * POINTS);

  /** Simulates the end of the process. */
  private static final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A change of the target by others between the interruption and the undo. */
  private enum Change {
    NONE,
    FIRST_FILE_BY_HAND {
      @Override
      void apply(Path target, Path outside) {
        TestFiles.write(target, "a.txt", "by hand\n");
      }
    },
    LAST_FILE_BY_HAND {
      @Override
      void apply(Path target, Path outside) {
        TestFiles.write(target, "z.sh", "by hand\n");
      }
    },
    FILE_DELETED {
      @Override
      void apply(Path target, Path outside) throws IOException {
        Files.delete(target.resolve("b/b.txt"));
      }
    },
    FILE_REPLACED_BY_LINK {
      @Override
      void apply(Path target, Path outside) throws IOException {
        Files.delete(target.resolve("a.txt"));
        Files.createSymbolicLink(target.resolve("a.txt"), outside.resolve("a.txt"));
      }
    },
    FOLDER_REPLACED_BY_LINK {
      @Override
      void apply(Path target, Path outside) throws IOException {
        Files.move(target.resolve("b"), target.resolveSibling("moved"));
        Files.createSymbolicLink(target.resolve("b"), outside.resolve("b"));
      }
    },
    FOLDER_REPLACED_BY_FILE {
      @Override
      void apply(Path target, Path outside) throws IOException {
        Files.move(target.resolve("b"), target.resolveSibling("moved"));
        TestFiles.write(target, "b", "a file\n");
      }
    },
    TARGET_REPLACED_BY_LINK {
      @Override
      void apply(Path target, Path outside) throws IOException {
        Files.move(target, target.resolveSibling("moved"));
        Files.createSymbolicLink(target, outside);
      }
    };

    void apply(Path target, Path outside) throws IOException {}
  }

  @TempDir Path temp;
  private Path target;
  private Path outside;
  private Path journal;
  private SnapshotStore store;
  private ObjectId before;
  private ObjectId after;
  private Map<String, String> manifest;

  @BeforeEach
  void prepare() throws IOException {
    temp = temp.toRealPath();
    journal = temp.resolve("workflow/publish.journal");
    store = TestSnapshotStores.open(temp.resolve("snapshots.git"));
    resetTarget();
    before = tree(target);
    Path result = Files.createDirectory(temp.resolve("result"));
    new Checkout(store, result).checkOut(before);
    TestFiles.write(result, "a.txt", "A\n");
    TestFiles.write(result, "b/b.txt", "B\n");
    TestFiles.write(result, "new/folder/n.txt", "N\n");
    Files.delete(result.resolve("old.txt"));
    TestFiles.write(result, "z.sh", "Z\n");
    after = tree(result);
  }

  private void resetTarget() throws IOException {
    for (String name : List.of("target", "outside", "moved")) {
      TestFiles.delete(temp.resolve(name));
    }
    Files.deleteIfExists(journal);
    target = Files.createDirectory(temp.resolve("target"));
    outside = Files.createDirectory(temp.resolve("outside"));
    for (Path folder : List.of(target, outside)) {
      TestFiles.write(folder, "a.txt", "a\n");
      TestFiles.write(folder, "b/b.txt", "b\n");
      TestFiles.write(folder, "old.txt", "o\n");
      TestFiles.write(folder, "z.sh", "z\n");
      TestFiles.chmod(folder, "z.sh", "rwxr-x---");
    }
    manifest = TestFiles.manifest(target);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ObjectId tree(Path folder) throws IOException {
    try (FolderHandle handle = FolderHandle.open(folder)) {
      return store.writeTree(
          handle, FileWalker.listWorkspace(folder), new FileIndex(), ObjectId.zeroId());
    }
  }

  private void publish(ObjectId result, Publisher.Guard guard) throws Exception {
    try (FolderHandle handle = FolderHandle.open(target)) {
      new Publisher(store, handle, StoredJournal.inFile(journal)).publish(before, result, guard);
    }
  }

  private List<UnrestoredFile> undo(Publisher.Guard guard) throws Exception {
    FolderHandle handle;
    try {
      handle = FolderHandle.open(target);
    } catch (LinkNotFollowedException e) {
      return Publisher.postponeUndo(StoredJournal.inFile(journal), target, e);
    }
    try (handle) {
      return new Publisher(store, handle, StoredJournal.inFile(journal), "test")
          .undoInterrupted(guard);
    }
  }

  private static Publisher.Guard crashAt(int call) {
    var calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == call) {
        throw new SimulatedCrash();
      }
    };
  }

  private void crash(int point) {
    assertThatExceptionOfType(SimulatedCrash.class)
        .isThrownBy(() -> publish(after, crashAt(point)));
    assertThat(journal).exists();
  }

  /** Asserts that the target has its old content, without files or folders that the publication has left behind. */
  private void assertOld(String description) throws IOException {
    assertThat(contents(target)).as(description).isEqualTo(contents(outside));
    assertThat(TestFiles.manifest(target).get("z.sh")).as(description).startsWith("rwxr-x--- ");
    assertThat(journal).as(description).doesNotExist();
  }

  /** Returns the paths below a folder, and the contents of the files; links are not followed. */
  private static List<String> contents(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.map(path -> folder.relativize(path) + read(path)).sorted().toList();
    }
  }

  private static String read(Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return " -> " + Files.readSymbolicLink(path);
      }
      return Files.isDirectory(path) ? "/" : ": " + Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code -Dpawl.publication.kills=300} runs the long form. */
  @Test
  void undoesOrCompletesAPublicationThatWasKilledAtAnyPoint() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      int point = 1 + kill % POINTS;
      resetTarget();
      var process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  InterruptedPublication.class.getName(),
                  temp.resolve("snapshots.git").toString(),
                  target.toString(),
                  journal.toString(),
                  before.name(),
                  after.name(),
                  Integer.toString(point))
              .redirectErrorStream(true)
              .start();
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(output.lines().anyMatch(InterruptedPublication.REACHED::equals))
            .as("point %d", point)
            .isTrue();
        process.destroyForcibly();
        process.waitFor();
      }
      assertThat(journal).exists();

      if (kill / POINTS % 2 == 0) {
        assertThat(undo(ALWAYS_ALLOW)).isEmpty();
        assertOld("killed at point " + point);
      } else {
        publish(after, ALWAYS_ALLOW);
        assertThat(tree(target)).as("killed at point %d", point).isEqualTo(after);
        assertThat(journal).doesNotExist();
      }
    }
    System.out.printf("%d kills while publishing, 0 targets half published%n", KILLS);
  }

  @Test
  void passesTheExpectedNumberOfPoints() throws Exception {
    var calls = new AtomicInteger();

    publish(after, calls::incrementAndGet);

    assertThat(calls).hasValue(POINTS);
    assertThat(tree(target)).isEqualTo(after);
  }

  @Test
  void completesAPublicationThatWasInterruptedAtAnyPoint() throws Exception {
    for (int point = 1; point <= POINTS; point++) {
      resetTarget();
      crash(point);

      publish(after, ALWAYS_ALLOW);

      assertThat(tree(target)).as("interrupted at point %d", point).isEqualTo(after);
      assertThat(journal).doesNotExist();
    }
  }

  @Test
  void repeatsAnUndoThatWasInterruptedAtAnyPoint() throws Exception {
    for (int point = 1; point <= POINTS; point++) {
      boolean interrupted = true;
      for (int undoPoint = 1; interrupted; undoPoint++) {
        resetTarget();
        crash(point);
        interrupted = isInterrupted(undoPoint);
        if (interrupted) {
          assertThat(journal).exists();
          assertThat(undo(ALWAYS_ALLOW)).isEmpty();
        }
        assertOld("interrupted at point %d and again at %d".formatted(point, undoPoint));
      }
    }
  }

  private boolean isInterrupted(int undoPoint) throws Exception {
    try {
      undo(crashAt(undoPoint));
      return false;
    } catch (SimulatedCrash e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesEachFileThatItDoesNotRestore(Change change) throws Exception {
    for (int point = 1; point <= POINTS; point++) {
      resetTarget();
      crash(point);
      change.apply(target, outside);
      List<String> untouched = contents(outside);

      List<UnrestoredFile> unrestored = undo(ALWAYS_ALLOW);

      String description = "%s after point %d: %s".formatted(change, point, unrestored);
      assertThat(contents(outside))
          .as("%s: nothing outside changes", description)
          .isEqualTo(untouched);
      assertThat(unrestored.stream().map(UnrestoredFile::path).toList())
          .as(description)
          .containsExactlyElementsOf(filesThatDiffer());
    }
  }

  /** Returns the files of the publication that are not as they were before it. */
  private List<String> filesThatDiffer() throws IOException {
    var differing = new TreeSet<String>();
    Map<String, String> old =
        Map.of("a.txt", "a\n", "b/b.txt", "b\n", "old.txt", "o\n", "z.sh", "z\n");
    for (var file : old.entrySet()) {
      Path path = target.resolve(file.getKey());
      if (!isInside(path) || !Files.readString(path).equals(file.getValue())) {
        differing.add(file.getKey());
      }
    }
    if (!target.toRealPath().equals(target)) {
      differing.add("new/folder/n.txt");
    }
    return List.copyOf(differing);
  }

  private static boolean isInside(Path path) throws IOException {
    return Files.exists(path) && path.toRealPath().equals(path);
  }

  @Test
  void undoesAnotherResultBeforeItPublishesItsOwn() throws Exception {
    crash(3);
    TestFiles.write(temp.resolve("result"), "a.txt", "again\n");
    ObjectId other = tree(temp.resolve("result"));

    publish(other, ALWAYS_ALLOW);

    assertThat(tree(target)).isEqualTo(other);
    assertThat(journal).doesNotExist();
  }

  @Test
  void keepsTheJournalUntilErrorsAreRemoved() throws Exception {
    crash(8);
    Path blocked = target.resolve(".pawl-%x-test.tmp".formatted("a.txt".hashCode()));
    TestFiles.write(blocked, "file", "cannot be replaced");

    List<UnrestoredFile> unrestored = undo(ALWAYS_ALLOW);

    assertThat(unrestored).extracting(UnrestoredFile::path).containsExactly("a.txt");
    assertThat(TestFiles.read(target, "b/b.txt")).as("other files are restored").isEqualTo("b\n");
    assertThat(journal).exists();
    TestFiles.delete(blocked);
    assertThat(undo(ALWAYS_ALLOW)).isEmpty();
    assertOld("after the error is removed");
  }

  @Test
  void namesAllFilesIfTheirOldContentIsUnknown() throws Exception {
    crash(8);
    store.close();
    TestFiles.delete(temp.resolve("snapshots.git"));
    store = TestSnapshotStores.open(temp.resolve("snapshots.git"));

    List<UnrestoredFile> unrestored = undo(ALWAYS_ALLOW);

    assertThat(unrestored)
        .extracting(UnrestoredFile::path)
        .containsExactly("a.txt", "b/b.txt", "new/folder/n.txt", "old.txt", "z.sh");
    assertThat(journal).exists();
  }

  @Test
  void undoesAPublicationOfAnEarlierVersion() throws Exception {
    crash(8);
    Files.writeString(journal, before.name() + " " + after.name() + "\n");
    TestFiles.delete(target.resolve("new"));

    assertThat(undo(ALWAYS_ALLOW)).isEmpty();

    assertOld("with a journal of an earlier version");
  }

  @Test
  void doesNothingWithoutAnInterruptedPublication() throws Exception {
    assertThat(undo(ALWAYS_ALLOW)).isEmpty();

    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);
    var names = new ArrayList<>(manifest.keySet());
    assertThat(names).contains("old.txt");
  }
}

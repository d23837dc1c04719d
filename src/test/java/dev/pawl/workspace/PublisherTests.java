package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.snapshot.Checkout;
import dev.pawl.snapshot.SnapshotStore;
import dev.pawl.snapshot.TestSnapshotStores;
import dev.pawl.target.FileIndex;
import dev.pawl.target.FileWalker;
import dev.pawl.target.FolderHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherTests {

  private static final Publisher.Guard ALWAYS_ALLOW = () -> {};

  /** Simulates the end of the process. */
  private static final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @TempDir Path temp;
  private Path target;
  private Path journal;
  private FolderHandle handle;
  private SnapshotStore store;
  private ObjectId before;
  private ObjectId after;

  @BeforeEach
  void prepare() throws IOException {
    target = Files.createDirectory(temp.resolve("target")).toRealPath();
    journal = temp.resolve("workflow/publish.journal");
    store = TestSnapshotStores.open(temp.resolve("snapshots.git"));
    TestFiles.write(target, "a.txt", "a\n");
    TestFiles.write(target, "b/b.txt", "b\n");
    TestFiles.write(target, "c.sh", "c\n");
    TestFiles.chmod(target, "c.sh", "rwxr-x---");
    TestFiles.write(target, "untouched.txt", "same\n");
    before = tree(target);
    Path result = Files.createDirectory(temp.resolve("result"));
    new Checkout(store, result).checkOut(before);
    TestFiles.write(result, "a.txt", "A\n");
    TestFiles.write(result, "b/b.txt", "B\n");
    TestFiles.write(result, "c.sh", "C\n");
    after = tree(result);
  }

  @AfterEach
  void close() {
    if (handle != null) {
      handle.close();
    }
    store.close();
  }

  private ObjectId tree(Path folder) throws IOException {
    try (FolderHandle handle = FolderHandle.openOwn(folder)) {
      return store.writeTree(
          handle, FileWalker.listWorkspace(folder), new FileIndex(), ObjectId.zeroId());
    }
  }

  private Publisher publisher() throws IOException {
    handle = FolderHandle.open(target);
    return new Publisher(store, handle, StoredJournal.inFile(journal), "test");
  }

  @Test
  void replacesOnlyChangedFiles() throws Exception {
    var untouched = TestFiles.manifest(target).get("untouched.txt");

    assertThat(publisher().publish(before, after, ALWAYS_ALLOW)).isEqualTo(3);

    assertThat(tree(target)).isEqualTo(after);
    assertThat(TestFiles.manifest(target)).containsEntry("untouched.txt", untouched);
  }

  @Test
  void preservesFileMode() throws Exception {
    publisher().publish(before, after, ALWAYS_ALLOW);

    assertThat(TestFiles.manifest(target).get("c.sh")).startsWith("rwxr-x--- ");
  }

  @Test
  void leavesNoTemporaryFiles() throws Exception {
    var names = TestFiles.manifest(target).keySet();

    publisher().publish(before, after, ALWAYS_ALLOW);

    assertThat(TestFiles.manifest(target).keySet()).isEqualTo(names);
    assertThat(journal).doesNotExist();
  }

  @Test
  void changesNothingOnConflict() {
    TestFiles.write(target, "b/b.txt", "by hand\n");
    var manifest = TestFiles.manifest(target);

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(before, after, ALWAYS_ALLOW))
        .satisfies(conflict -> assertThat(conflict.files()).containsExactly("b/b.txt"));

    assertThat(TestFiles.manifest(target)).isEqualTo(manifest);
    assertThat(journal).doesNotExist();
  }

  @Test
  void reportsAllConflicts() throws IOException {
    TestFiles.write(target, "a.txt", "by hand\n");
    Files.delete(target.resolve("b/b.txt"));
    Files.delete(target.resolve("c.sh"));
    Files.createSymbolicLink(target.resolve("c.sh"), Path.of("/etc/passwd"));

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(before, after, ALWAYS_ALLOW))
        .satisfies(
            conflict -> assertThat(conflict.files()).containsExactly("a.txt", "b/b.txt", "c.sh"));
  }

  @Test
  void doesNotFollowFolderReplacedByLink() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    TestFiles.write(outside, "b.txt", "b\n");
    Files.delete(target.resolve("b/b.txt"));
    Files.delete(target.resolve("b"));
    Files.createSymbolicLink(target.resolve("b"), outside);

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(before, after, ALWAYS_ALLOW));

    assertThat(TestFiles.read(outside, "b.txt")).isEqualTo("b\n");
  }

  /** Swaps a folder of the target, or the target itself, for a link to a copy before one of the files is replaced. */
  private Publisher.Guard swapAt(int call, Path folder, Path copy) {
    var calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == call) {
        try {
          Files.move(folder, folder.resolveSibling("moved"));
          Files.createSymbolicLink(folder, copy);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Test
  void writesNothingOutsideIfFolderIsReplacedByLinkWhilePublishing() throws Exception {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    TestFiles.write(copy, "b.txt", "b\n");
    var manifest = TestFiles.manifest(copy);

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(before, after, swapAt(2, target.resolve("b"), copy)))
        .satisfies(conflict -> assertThat(conflict.files()).contains("b/b.txt"));

    assertThat(TestFiles.manifest(copy)).isEqualTo(manifest);
    assertThat(TestFiles.read(target, "a.txt")).isEqualTo("a\n");
  }

  @Test
  void writesNothingOutsideIfTargetIsReplacedByLinkWhilePublishing() throws Exception {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    TestFiles.write(copy, "a.txt", "a\n");
    TestFiles.write(copy, "b/b.txt", "b\n");
    TestFiles.write(copy, "c.sh", "c\n");
    var manifest = TestFiles.manifest(copy);

    publisher().publish(before, after, swapAt(2, target, copy));

    assertThat(TestFiles.manifest(copy)).isEqualTo(manifest);
    assertThat(tree(temp.resolve("moved"))).isEqualTo(after);
  }

  @Test
  void createsNothingOutsideIfFolderOfNewFileIsALink() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path grown = Files.createDirectory(temp.resolve("grown"));
    TestFiles.write(grown, "new/deep/x.txt", "x\n");
    ObjectId empty = tree(Files.createDirectory(temp.resolve("empty")));
    ObjectId expected = tree(grown);
    Files.createSymbolicLink(target.resolve("new"), outside);

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(empty, expected, ALWAYS_ALLOW));

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void skipsAlreadyPublishedFiles() throws Exception {
    TestFiles.write(target, "a.txt", "A\n");

    publisher().publish(before, after, ALWAYS_ALLOW);

    assertThat(tree(target)).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void completesAfterCrash(int calls) throws Exception {
    assertThatExceptionOfType(SimulatedCrash.class)
        .isThrownBy(() -> publisher().publish(before, after, crashAt(calls)));
    assertThat(journal).exists();

    publisher().publish(before, after, ALWAYS_ALLOW);

    assertThat(tree(target)).isEqualTo(after);
    assertThat(journal).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void undoesOnConcurrentChange(int calls) {
    var untouched = TestFiles.manifest(target).get("untouched.txt");
    var count = new AtomicInteger();

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      if (count.incrementAndGet() == calls) {
                        TestFiles.write(target, "c.sh", "by hand\n");
                      }
                    }));

    assertThat(TestFiles.read(target, "a.txt")).isEqualTo("a\n");
    assertThat(TestFiles.read(target, "b/b.txt")).isEqualTo("b\n");
    assertThat(TestFiles.read(target, "c.sh")).isEqualTo("by hand\n");
    assertThat(TestFiles.manifest(target)).containsEntry("untouched.txt", untouched);
  }

  @Test
  void completesAnUndoWithoutConflictsBeforeItPublishesAgain() throws Exception {
    assertThatExceptionOfType(SimulatedCrash.class)
        .isThrownBy(() -> publisher().publish(before, after, crashAt(3)));
    Files.writeString(journal, before.name() + " " + after.name() + "\nundoing");

    var untouched = new AtomicInteger();
    publisher()
        .publish(
            before,
            after,
            () -> {
              if (TestFiles.read(target, "a.txt").equals("a\n")) {
                untouched.incrementAndGet();
              }
            });

    assertThat(untouched).as("the changes were undone first").hasPositiveValue();
    assertThat(tree(target)).isEqualTo(after);
    assertThat(journal).doesNotExist();
  }

  /** Publishes as a node that takes over from one that was stopped. */
  private void publishElsewhere() {
    try (FolderHandle other = FolderHandle.open(target)) {
      new Publisher(store, other, StoredJournal.inFile(journal))
          .publish(before, after, ALWAYS_ALLOW);
    } catch (IOException | PublishConflictException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static List<Arguments> momentsOfAStop() {
    return IntStream.rangeClosed(1, 7)
        .boxed()
        .flatMap(check -> Stream.of(Arguments.of(check, 0), Arguments.of(check, 1)))
        .toList();
  }

  @ParameterizedTest(name = "stopped at check {0}, lost {1} later")
  @MethodSource("momentsOfAStop")
  void changesNothingAfterAnotherNodeHasPublished(int stoppedAt, int lostAfter) throws Exception {
    var checks = new AtomicInteger();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      int check = checks.incrementAndGet();
                      if (check == stoppedAt) {
                        publishElsewhere();
                      }
                      if (check >= stoppedAt + lostAfter) {
                        throw new InterruptedException();
                      }
                    }));

    assertThat(tree(target)).isEqualTo(after);
    assertThat(journal).doesNotExist();
  }

  @Test
  void reportsTheConflictAgainAfterAnInterruptedUndo() throws Exception {
    Path blocked = target.resolve(".pawl-%x-test.tmp".formatted("a.txt".hashCode()));
    var count = new AtomicInteger();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      if (count.incrementAndGet() == 3) {
                        TestFiles.write(target, "c.sh", "by hand\n");
                        TestFiles.write(blocked, "a.txt", "cannot be replaced");
                      }
                    }));
    Files.delete(blocked.resolve("a.txt"));

    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> publisher().publish(before, after, ALWAYS_ALLOW))
        .satisfies(conflict -> assertThat(conflict.files()).containsExactly("c.sh"));

    assertThat(TestFiles.read(target, "a.txt")).isEqualTo("a\n");
    assertThat(TestFiles.read(target, "c.sh")).isEqualTo("by hand\n");
    assertThat(journal).doesNotExist();
  }

  @Test
  void rollsBackResult() throws Exception {
    publisher().publish(before, after, ALWAYS_ALLOW);

    publisher().publish(after, before, ALWAYS_ALLOW);

    assertThat(tree(target)).isEqualTo(before);
  }

  @Test
  void addsAndDeletesFiles() throws Exception {
    Path changed = Files.createDirectory(temp.resolve("other"));
    new Checkout(store, changed).checkOut(before);
    Files.delete(changed.resolve("a.txt"));
    TestFiles.write(changed, "deep/er/new.sh", "n\n");
    TestFiles.chmod(changed, "deep/er/new.sh", "rwxr-xr-x");
    ObjectId expected = tree(changed);

    publisher().publish(before, expected, ALWAYS_ALLOW);

    assertThat(tree(target)).isEqualTo(expected);
    publisher().publish(expected, before, ALWAYS_ALLOW);
    assertThat(tree(target)).isEqualTo(before);
  }

  @Test
  void stopsWhenLeaseIsLost() {
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      throw new InterruptedException();
                    }));

    assertThat(List.of(TestFiles.read(target, "a.txt"), TestFiles.read(target, "b/b.txt")))
        .containsExactly("a\n", "b\n");
  }

  private static Publisher.Guard crashAt(int call) {
    var calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == call) {
        throw new SimulatedCrash();
      }
    };
  }
}

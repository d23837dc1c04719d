package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherTests {

  private static final Publisher.Guard GO = () -> {};

  /** Simulates the end of the process. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @TempDir Path temp;
  private Path target;
  private Path journal;
  private SnapshotStore store;
  private ObjectId before;
  private ObjectId after;

  @BeforeEach
  void prepare() throws IOException {
    target = Files.createDirectory(temp.resolve("target")).toRealPath();
    journal = temp.resolve("workflow/publish.journal");
    store = SnapshotStore.open(temp.resolve("snapshots.git"));
    Folders.write(target, "a.txt", "a\n");
    Folders.write(target, "b/b.txt", "b\n");
    Folders.write(target, "c.sh", "c\n");
    Folders.chmod(target, "c.sh", "rwxr-x---");
    Folders.write(target, "untouched.txt", "same\n");
    before = tree(target);
    Path result = Files.createDirectory(temp.resolve("result"));
    new Checkout(store, result).of(before);
    Folders.write(result, "a.txt", "A\n");
    Folders.write(result, "b/b.txt", "B\n");
    Folders.write(result, "c.sh", "C\n");
    after = tree(result);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ObjectId tree(Path folder) throws IOException {
    return store.write(FileWalk.ofWorkspace(folder), new FileIndex(), ObjectId.zeroId());
  }

  private Publisher publisher() {
    return new Publisher(store, target, journal);
  }

  @Test
  void replacesWhatDiffersAndNothingElse() throws Exception {
    var untouched = Folders.manifest(target).get("untouched.txt");

    assertThat(publisher().publish(before, after, GO)).isEqualTo(3);

    assertThat(tree(target)).isEqualTo(after);
    assertThat(Folders.manifest(target)).containsEntry("untouched.txt", untouched);
  }

  @Test
  void keepsTheModeOfAFile() throws Exception {
    publisher().publish(before, after, GO);

    assertThat(Folders.manifest(target).get("c.sh")).startsWith("rwxr-x--- ");
  }

  @Test
  void leavesNothingOfItsOwnBehind() throws Exception {
    var names = Folders.manifest(target).keySet();

    publisher().publish(before, after, GO);

    assertThat(Folders.manifest(target).keySet()).isEqualTo(names);
    assertThat(journal).doesNotExist();
  }

  @Test
  void changesNothingWhenSomebodyChangedOneOfTheFiles() {
    Folders.write(target, "b/b.txt", "by hand\n");
    var manifest = Folders.manifest(target);

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() -> publisher().publish(before, after, GO))
        .satisfies(conflict -> assertThat(conflict.files()).containsExactly("b/b.txt"));

    assertThat(Folders.manifest(target)).isEqualTo(manifest);
    assertThat(journal).doesNotExist();
  }

  @Test
  void namesEveryConflictAtOnce() throws IOException {
    Folders.write(target, "a.txt", "by hand\n");
    Files.delete(target.resolve("b/b.txt"));
    Files.delete(target.resolve("c.sh"));
    Files.createSymbolicLink(target.resolve("c.sh"), Path.of("/etc/passwd"));

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() -> publisher().publish(before, after, GO))
        .satisfies(
            conflict -> assertThat(conflict.files()).containsExactly("a.txt", "b/b.txt", "c.sh"));
  }

  @Test
  void doesNotFollowAFolderThatBecameALink() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Folders.write(outside, "b.txt", "b\n");
    Files.delete(target.resolve("b/b.txt"));
    Files.delete(target.resolve("b"));
    Files.createSymbolicLink(target.resolve("b"), outside);

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() -> publisher().publish(before, after, GO));

    assertThat(Folders.read(outside, "b.txt")).isEqualTo("b\n");
  }

  @Test
  void goesOnWhereAFileIsAlreadyWhatItShouldBe() throws Exception {
    Folders.write(target, "a.txt", "A\n");

    publisher().publish(before, after, GO);

    assertThat(tree(target)).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isFinishedAfterACrashAtAnyFile(int calls) throws Exception {
    assertThatExceptionOfType(Killed.class)
        .isThrownBy(() -> publisher().publish(before, after, dieAt(calls)));
    assertThat(journal).exists();

    publisher().publish(before, after, GO);

    assertThat(tree(target)).isEqualTo(after);
    assertThat(journal).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void isUndoneWhenSomebodyChangesAFileInBetween(int calls) {
    var manifestOfOthers = Folders.manifest(target).get("untouched.txt");
    var count = new AtomicInteger();

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      if (count.incrementAndGet() == calls) {
                        Folders.write(target, "c.sh", "by hand\n");
                      }
                    }));

    assertThat(Folders.read(target, "a.txt")).isEqualTo("a\n");
    assertThat(Folders.read(target, "b/b.txt")).isEqualTo("b\n");
    assertThat(Folders.read(target, "c.sh")).isEqualTo("by hand\n");
    assertThat(Folders.manifest(target)).containsEntry("untouched.txt", manifestOfOthers);
  }

  @Test
  void isUndoneToTheEndAfterACrashWhileUndoing() throws Exception {
    assertThatExceptionOfType(Killed.class)
        .isThrownBy(() -> publisher().publish(before, after, dieAt(3)));
    Files.writeString(journal, before.name() + " " + after.name() + "\nundoing");

    assertThatExceptionOfType(PublishConflict.class)
        .isThrownBy(() -> publisher().publish(before, after, GO));

    assertThat(tree(target)).isEqualTo(before);
    assertThat(journal).doesNotExist();
  }

  @Test
  void takesAResultBackByTheSameRules() throws Exception {
    publisher().publish(before, after, GO);

    publisher().publish(after, before, GO);

    assertThat(tree(target)).isEqualTo(before);
  }

  @Test
  void addsAndRemovesFilesWhereASnapshotSaysSo() throws Exception {
    Path other = Files.createDirectory(temp.resolve("other"));
    new Checkout(store, other).of(before);
    Files.delete(other.resolve("a.txt"));
    Folders.write(other, "deep/er/new.sh", "n\n");
    Folders.chmod(other, "deep/er/new.sh", "rwxr-xr-x");
    ObjectId wanted = tree(other);

    publisher().publish(before, wanted, GO);

    assertThat(tree(target)).isEqualTo(wanted);
    publisher().publish(wanted, before, GO);
    assertThat(tree(target)).isEqualTo(before);
  }

  @Test
  void stopsBeforeTheNextFileWhenTheLeaseIsLost() {
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() ->
            publisher()
                .publish(
                    before,
                    after,
                    () -> {
                      throw new InterruptedException();
                    }));

    assertThat(List.of(Folders.read(target, "a.txt"), Folders.read(target, "b/b.txt")))
        .containsExactly("a\n", "b\n");
  }

  private static Publisher.Guard dieAt(int call) {
    var calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == call) {
        throw new Killed();
      }
    };
  }
}

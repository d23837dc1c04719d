package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.snapshot.SnapshotDamagedException;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages the clone of a repository between two workflows. */
class DamagedCloneTests {

  @TempDir Path temp;
  private Path repository;
  private Path home;
  private String commit;
  private WorkspaceService workspaces;
  private int workflows;

  @BeforeEach
  void createRepository() throws IOException {
    Path root = temp.toRealPath();
    repository = root.resolve("repository");
    workspaces = TestWorkspaces.belowRoot(root);
    home = workspaces.workflowFolder("").getParent();
    TestFiles.write(repository, "a.txt", "earlier\n");
    TestFiles.commitAll(repository);
    TestFiles.write(repository, "a.txt", "a\n");
    TestFiles.write(repository, "b/b.txt", "b\n".repeat(1000));
    commit = TestFiles.commitAll(repository);
  }

  private Workspace open(@Nullable Integer depth) throws IOException {
    Target target =
        Target.repository(new Target.Git(repository.toUri().toString(), "main", depth, commit));
    return workspaces.get(workspaces.open("quality_" + workflows++, 1, target, null, null));
  }

  private Workspace openChangedSince(String revision) throws IOException {
    Target target =
        Target.repository(new Target.Git(repository.toUri().toString(), "main", 1, commit));
    var scope = new TargetScope(List.of(), List.of(), revision, TargetScope.Lines.CHANGED);
    return workspaces.get(
        workspaces.open(
            "quality_" + workflows++,
            1,
            target,
            new ExaminedPart(workspaces.resolve(scope, target), false, true),
            null,
            null));
  }

  private List<Path> storeFiles(String suffix) throws IOException {
    try (var files = Files.walk(home.resolve("targets"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private void overwritePacks() throws IOException {
    overwrite(storeFiles(".pack"));
  }

  private static void overwrite(List<Path> packs) throws IOException {
    for (Path file : packs) {
      file.toFile().setWritable(true);
      try (var content = new RandomAccessFile(file.toFile(), "rw")) {
        for (long position = 14; position < content.length() - 21; position++) {
          content.seek(position);
          content.write(0x5a);
        }
      }
    }
  }

  private void deletePacks() throws IOException {
    for (String suffix : List.of(".pack", ".idx")) {
      for (Path file : storeFiles(suffix)) {
        Files.delete(file);
      }
    }
  }

  private void assertFetchesAgain(String tree, @Nullable Integer depth) throws IOException {
    Workspace workspace = open(depth);

    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(TestFiles.read(workspace.folder(), "a.txt")).isEqualTo("a\n");
    assertThat(TestFiles.read(workspace.folder(), "b/b.txt")).isEqualTo("b\n".repeat(1000));
    assertThat(workspace.drainRepairs())
        .singleElement()
        .asString()
        .startsWith("contents were damaged, and the commit was fetched again: ");
    Workspace next = open(depth);
    assertThat(next.snapshot().tree()).isEqualTo(tree);
    assertThat(next.drainRepairs()).as("repaired once").isEmpty();
    assertThat(storeFiles("refetch-")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fetchesMissingObjectsAgain(int depth) throws IOException {
    Integer requested = depth == 0 ? null : depth;
    String tree = open(requested).snapshot().tree();
    deletePacks();

    assertFetchesAgain(tree, requested);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fetchesDamagedObjectsAgain(int depth) throws IOException {
    Integer requested = depth == 0 ? null : depth;
    String tree = open(requested).snapshot().tree();
    overwritePacks();

    assertFetchesAgain(tree, requested);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fetchesTheBaseOfAScopeAgain(boolean overwritten) throws IOException {
    String base = TestFiles.read(repository, "a.txt");
    GitHistories.git(repository, "branch", "base", "main~1");
    String tree = open(1).snapshot().tree();
    List<Path> packs = storeFiles(".pack");
    openChangedSince("base").scope();
    List<Path> packsOfBase = new ArrayList<>(storeFiles(".pack"));
    packsOfBase.removeAll(packs);
    assertThat(packsOfBase).as("the base is fetched separately").isNotEmpty();
    if (overwritten) {
      overwrite(packsOfBase);
    } else {
      for (Path pack : packsOfBase) {
        Files.delete(pack);
        Files.delete(Path.of(pack.toString().replaceFirst("pack$", "idx")));
      }
    }

    Workspace workspace = openChangedSince("base");

    assertThat(workspace.snapshot().tree()).isEqualTo(tree);
    assertThat(workspace.scope().changedPaths()).containsExactlyInAnyOrder("a.txt", "b/b.txt");
    assertThat(workspace.scope().changedLines("a.txt", base.getBytes(StandardCharsets.UTF_8)))
        .hasToString("{1}");
    assertThat(workspace.drainRepairs())
        .singleElement()
        .asString()
        .contains("damaged", "fetched again: ");
    Workspace next = openChangedSince("base");
    assertThat(next.scope().changedPaths()).containsExactlyInAnyOrder("a.txt", "b/b.txt");
    assertThat(next.drainRepairs()).as("repaired once").isEmpty();
  }

  @Test
  void saysThatTheRemoteDoesNotHaveTheCommitAnyMore() throws IOException {
    open(null).snapshot();
    deletePacks();
    TestFiles.delete(repository);
    TestFiles.write(repository, "a.txt", "another history\n");
    TestFiles.commitAll(repository);

    assertThatExceptionOfType(SnapshotDamagedException.class)
        .isThrownBy(() -> open(null).snapshot())
        .withMessageContaining("cannot be read again from the target")
        .withMessageContaining(commit + " does not exist");
  }
}

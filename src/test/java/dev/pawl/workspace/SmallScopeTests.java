package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.command.PublicationOptions;
import dev.pawl.snapshot.FileChange;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.Target;
import dev.pawl.target.TargetScope;
import dev.pawl.target.TargetScope.Lines;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests workspaces of workflows that examine a few files of a large target. */
class SmallScopeTests {

  private static final int FILES = 3000;
  private static final int FILES_PER_FOLDER = 50;
  private static final int SCOPE = 10;
  private static final int SAMPLE = 30;
  private static final String FOLDER = "module7/src/main/java/p7";

  @TempDir Path temp;
  private Path target;
  private WorkspaceService workspaces;
  private int workflows;

  @BeforeEach
  void createTarget() throws IOException {
    target = Files.createDirectories(temp.toRealPath().resolve("target"));
    workspaces = TestWorkspaces.belowRoot(temp.toRealPath());
    TestFiles.write(target, "pom.xml", "<project/>\n");
    TestFiles.write(target, ".editorconfig", "root = true\n");
    TestFiles.write(target, "module7/.editorconfig", "[*.java]\nindent_size = 2\n");
    TestFiles.write(target, "module8/.editorconfig", "[*.java]\nindent_size = 4\n");
    TestFiles.write(target, "gradle/libs.versions.toml", "[versions]\n");
  }

  private static String pathOf(int number) {
    int folder = number / FILES_PER_FOLDER;
    return "module%d/src/main/java/p%d/C%d.java".formatted(folder, folder, number);
  }

  private static String source(int number) {
    return "package p%d;\n\nclass C%d {}\n".formatted(number / FILES_PER_FOLDER, number);
  }

  private void writeFiles(int count) {
    IntStream.range(0, count)
        .forEach(number -> TestFiles.write(target, pathOf(number), source(number)));
  }

  /** Returns the scope of the first ten files of a folder. */
  private static TargetScope tenFiles() {
    return new TargetScope(
        IntStream.range(7 * FILES_PER_FOLDER, 7 * FILES_PER_FOLDER + SCOPE)
            .mapToObj(SmallScopeTests::pathOf)
            .toList(),
        List.of(),
        null,
        Lines.ALL);
  }

  private static TargetScope changedSince(String revision) {
    return new TargetScope(List.of(), List.of(), revision, Lines.ALL);
  }

  private Workspace open(@Nullable TargetScope scope, boolean wholeTarget) throws IOException {
    return open(Target.directory(target.toString()), scope, wholeTarget);
  }

  private Workspace open(Target opened, @Nullable TargetScope scope, boolean wholeTarget)
      throws IOException {
    return workspaces.get(openKey(opened, scope, wholeTarget));
  }

  private String openKey(Target opened, @Nullable TargetScope scope, boolean wholeTarget)
      throws IOException {
    TargetScope resolved = scope == null ? null : workspaces.resolve(scope, opened);
    return workspaces.open(
        "quality_" + workflows++,
        1,
        opened,
        new ExaminedPart(resolved, wholeTarget, true),
        null,
        null);
  }

  /** Returns the paths of the Java files of the target that are read while a snapshot is taken. */
  private Set<String> filesRead(Workspace workspace) throws IOException {
    Path events = temp.resolve("events.jfr");
    try (var recording = new Recording()) {
      recording.enable("jdk.FileRead").withoutThreshold().withoutStackTrace();
      recording.start();
      workspace.snapshot();
      workspace.checkpoint();
      recording.stop();
      recording.dump(events);
    }
    return RecordingFile.readAllEvents(events).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.FileRead"))
        .map(event -> String.valueOf(event.getString("path")))
        .filter(path -> path.endsWith(".java"))
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  private static Set<String> paths(Workspace workspace) throws IOException {
    return workspace.files().stream().map(WorkspaceFile::path).collect(Collectors.toSet());
  }

  @Test
  void readsTenFilesAndTheirSettingsInATargetOfThousands() throws IOException {
    writeFiles(FILES);

    Workspace small = open(tenFiles(), false);
    Set<String> read = filesRead(small);
    Set<String> readWhole = filesRead(open(tenFiles(), true));

    assertThat(read).hasSize(SCOPE + SAMPLE);
    assertThat(readWhole).as("control").hasSizeGreaterThanOrEqualTo(FILES);
    assertThat(paths(small))
        .containsAll(tenFiles().paths())
        .contains("pom.xml", ".editorconfig", "module7/.editorconfig", "gradle/libs.versions.toml")
        .doesNotContain("module8/.editorconfig")
        .hasSize(SCOPE + SAMPLE + 4);
    assertThat(small.snapshot().files()).isEqualTo(SCOPE + SAMPLE + 4);
    assertThat(small.determinedScope().orElseThrow())
        .returns(SCOPE, TargetScope::files)
        .returns(null, TargetScope::targetFiles)
        .returns(true, TargetScope::isReadInPart);
  }

  @Test
  void readsTheWholeTargetForAScopeThatIsNotSmall() throws IOException {
    writeFiles(SmallScopeReader.MAX_FILES + 1);
    var scope = new TargetScope(List.of("**/*.java"), List.of(), null, Lines.ALL);

    Workspace workspace = open(scope, false);

    workspace.snapshot();
    assertThat(workspace.isPartial()).isFalse();
    assertThat(paths(workspace)).contains("module8/.editorconfig");
  }

  @Test
  void publishesAndRollsBackOnlyFilesInScope() throws Exception {
    writeFiles(500);
    Target directory = Target.directory(target.toString());
    String key = openKey(directory, tenFiles(), false);
    Workspace workspace = workspaces.get(key);
    String changed = pathOf(350);
    String foreign = pathOf(0);
    String before = workspace.snapshot().tree();
    TestFiles.write(workspace.folder(), changed, "changed\n");
    TestFiles.write(target, foreign, "changed by others\n");
    TestFiles.write(target, FOLDER + "/New.java", "created by others\n");

    assertThat(workspaces.findExternalChanges(key)).contains(List.of());
    assertThat(workspace.differences()).extracting(FileChange::path).containsExactly(changed);
    var published = workspaces.publish(key, PublicationOptions.DEFAULT, () -> {});

    assertThat(published.files()).isEqualTo(1);
    assertThat(TestFiles.read(target, changed)).isEqualTo("changed\n");
    assertThat(TestFiles.read(target, foreign)).isEqualTo("changed by others\n");
    assertThat(TestFiles.read(target, FOLDER + "/New.java")).isEqualTo("created by others\n");
    workspaces.rollback("quality_0", directory, before, published.tree(), null, null, () -> {});
    assertThat(TestFiles.read(target, changed)).isEqualTo(source(350));
    assertThat(TestFiles.read(target, foreign)).isEqualTo("changed by others\n");
    assertThat(workspace.isPatchExact()).isTrue();
  }

  @Test
  void doesNotReplaceFilesThatOthersChanged() throws Exception {
    writeFiles(500);
    String key = openKey(Target.directory(target.toString()), tenFiles(), false);
    Workspace workspace = workspaces.get(key);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), pathOf(350), "changed\n");
    TestFiles.write(target, pathOf(350), "changed by others\n");

    assertThat(workspaces.findExternalChanges(key)).contains(List.of(pathOf(350)));
    assertThatExceptionOfType(PublishConflictException.class)
        .isThrownBy(() -> workspaces.publish(key, PublicationOptions.DEFAULT, () -> {}));
    assertThat(TestFiles.read(target, pathOf(350))).isEqualTo("changed by others\n");
  }

  @Test
  void neverReplacesAFileThatItHasNotRead() throws Exception {
    writeFiles(500);
    String key = openKey(Target.directory(target.toString()), tenFiles(), false);
    Workspace workspace = workspaces.get(key);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), pathOf(0), "outside of the scope\n");

    assertThat(workspace.changesOutsideScope()).containsExactly(pathOf(0));
    assertThatExceptionOfType(InvalidScopeException.class)
        .isThrownBy(() -> workspaces.publish(key, PublicationOptions.DEFAULT, () -> {}));
    assertThat(TestFiles.read(target, pathOf(0))).isEqualTo(source(0));
  }

  @Test
  void continuesFromACheckpointOfAnEarlierClaim() throws IOException {
    writeFiles(500);
    GitHistories.commit(target, "base");
    TestFiles.write(target, pathOf(350), "class C350 { int changed; }\n");
    for (Target opened : List.of(Target.directory(target.toString()), repository())) {
      TargetScope scope = changedSince("refs/heads/base");
      Workspace first = open(opened, scope, false);
      String snapshot = first.snapshot().tree();
      TestFiles.write(first.folder(), pathOf(350), "class C350 {}\n");
      String checkpoint = first.checkpoint();
      TargetScope determined = first.determinedScope().orElseThrow();
      Set<String> files = paths(first);

      Workspace second =
          workspaces.get(
              workspaces.open(
                  "quality_" + (workflows - 1),
                  2,
                  opened,
                  new ExaminedPart(determined, false, true),
                  snapshot,
                  checkpoint));

      assertThat(second.isPartial()).as(opened.name()).isTrue();
      assertThat(second.checkpoint()).isEqualTo(checkpoint);
      assertThat(paths(second)).isEqualTo(files);
      assertThat(second.scope().changedPaths()).containsExactly(pathOf(350));
      assertThat(second.differences()).extracting(FileChange::path).containsExactly(pathOf(350));
      second.restore(snapshot);
      assertThat(second.checkpoint()).isEqualTo(snapshot);
    }
  }

  /** Returns a repository whose branch {@code main} differs from {@code base} in one file. */
  private Target repository() throws IOException {
    Path clone = temp.toRealPath().resolve("repository");
    GitHistories.git(target, "branch", "-f", "base", "main");
    String commit = GitHistories.commit(target, "change");
    GitHistories.git(target, "clone", "-q", "--bare", target.toString(), clone.toString());
    return Target.repository(new Target.Git(clone.toUri().toString(), "main", null, commit));
  }

  @Test
  void changesOneFileOfTheTreeOfARepository() throws Exception {
    writeFiles(500);
    GitHistories.commit(target, "base");
    TestFiles.write(target, pathOf(350), "class C350 { int changed; }\n");
    Target repository = repository();
    String key = openKey(repository, changedSince("refs/heads/base"), false);
    Workspace workspace = workspaces.get(key);
    workspace.snapshot();
    TestFiles.write(workspace.folder(), pathOf(350), "class C350 {}\n");

    var published = workspaces.publish(key, PublicationOptions.DEFAULT, () -> {});

    assertThat(workspace.isPartial()).isTrue();
    assertThat(paths(workspace)).hasSizeLessThan(50);
    Path bare = temp.resolve("repository");
    assertThat(
            GitHistories.git(
                bare, "diff", "--name-only", "main", String.valueOf(published.branch())))
        .isEqualTo(pathOf(350));
    GitHistories.git(bare, "fsck", "--strict", "--no-dangling");
  }

  @Test
  void determinesTheSameFilesAndBaseVersionsAsInTheWholeTarget() throws IOException {
    writeFiles(200);
    TestFiles.write(target, "moved/Old.java", "package moved;\n\nclass Same {\n  int a;\n}\n");
    TestFiles.write(target, "crlf/A.java", "class A {}\n");
    TestFiles.write(target, "run.sh", "#!/bin/sh\n");
    GitHistories.commit(target, "base");
    TestFiles.write(target, pathOf(3), "class C3 { int changed; }\n");
    Files.move(target.resolve("moved/Old.java"), target.resolve("New.java"));
    TestFiles.write(target, "Copy.java", source(4));
    TestFiles.write(target, "crlf/A.java", "class A {}\r\n");
    TestFiles.chmod(target, "run.sh", "rwxr-xr-x");
    Files.delete(target.resolve(pathOf(5)));

    FilesInScope small = open(changedSince("HEAD"), false).scope();
    FilesInScope whole = open(changedSince("HEAD"), true).scope();

    assertThat(small.changedPaths())
        .isEqualTo(whole.changedPaths())
        .contains(pathOf(3), "New.java", "Copy.java", "run.sh");
    assertThat(small.originals()).isEqualTo(whole.originals()).containsKey("New.java");
    byte[] submitted = "class C3 { int changed; }\n".getBytes(StandardCharsets.UTF_8);
    assertThat(small.changedLines(pathOf(3), submitted))
        .isEqualTo(whole.changedLines(pathOf(3), submitted));
  }

  @Test
  void readsTheWholeTargetIfARuleRequiresIt() throws IOException {
    writeFiles(100);
    workspaces =
        TestWorkspaces.belowRoot(temp.toRealPath(), List.of(scope -> Optional.of("a reason")));

    Workspace workspace = open(tenFiles(), false);

    workspace.snapshot();
    assertThat(workspace.isPartial()).isFalse();
  }

  /**
   * Measures with {@code -Dpawl.small-scope-files=100000} how long it takes to take the snapshot of ten files, list the
   * files, change one and publish it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1000, 10_000, 100_000})
  @EnabledIfSystemProperty(named = "pawl.small-scope-files", matches = "\\d+")
  void measuresTenFilesInTargetsOfGrowingSize(int files) throws Exception {
    assumeThat(files).isLessThanOrEqualTo(Integer.getInteger("pawl.small-scope-files"));
    writeFiles(files);
    GitHistories.commit(target, "base");
    tenFiles()
        .paths()
        .forEach(path -> TestFiles.write(target, path, "class Changed { int changed; }\n"));
    Target directory = Target.directory(target.toString());
    Target repository = repository();
    workspaces.fetch("quality_fetch", repository, TargetScope.ALL, Duration.ofMinutes(10));
    GitHistories.git(target, "reset", "-q", "--soft", "base");
    for (int round = 1; round <= 3; round++) {
      for (boolean whole : new boolean[] {true, false}) {
        String name = "%d files, round %d, %s: ".formatted(files, round, whole ? "all" : "part");
        measure(name + "directory, paths", directory, tenFiles(), whole);
        measure(name + "directory, changed_since", directory, changedSince("base"), whole);
        measure(name + "repository", repository, changedSince("refs/heads/base"), whole);
      }
    }
  }

  private void measure(String name, Target measured, TargetScope scope, boolean whole)
      throws Exception {
    String key = openKey(measured, scope, whole);
    Workspace workspace = workspaces.get(key);
    long startedAt = System.nanoTime();
    workspace.snapshot();
    long taken = System.nanoTime();
    assertThat(workspace.scope().filter(workspace.files())).hasSize(SCOPE);
    TestFiles.write(workspace.folder(), pathOf(350), "class Formatted {}\n" + workflows);
    workspace.checkpoint();
    long checked = System.nanoTime();
    if (measured.git() == null) {
      workspaces.publish(key, PublicationOptions.DEFAULT, () -> {});
    }
    long published = System.nanoTime();
    System.out.printf(
        "%s: snapshot %d ms, list and checkpoint %d ms, publish %d ms, %d files%n",
        name,
        Duration.ofNanos(taken - startedAt).toMillis(),
        Duration.ofNanos(checked - taken).toMillis(),
        Duration.ofNanos(published - checked).toMillis(),
        workspace.files().size());
    workspaces.recycle(key);
  }
}

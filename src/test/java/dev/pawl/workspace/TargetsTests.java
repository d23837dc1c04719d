package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.archive.ArchivesOf;
import dev.pawl.archive.Tars;
import dev.pawl.credential.CredentialsOf;
import dev.pawl.project.ProjectsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.MapBindingResult;

class TargetsTests {

  @TempDir Path temp;
  private Path root;
  private final MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "target");

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    Files.createDirectory(root.resolve("project"));
    Files.createDirectory(temp.resolve("outside"));
  }

  private Targets targets(String... schemes) {
    var git = WorkspacesOf.git(List.of(schemes), Duration.ofSeconds(5), true);
    var properties =
        new WorkspaceProperties(
            root.resolve(".pawl"),
            List.of(root),
            List.of(root + "/project", "https://git.example/us/"),
            Duration.ZERO,
            git);
    return new Targets(
        properties,
        new GitRemotes(properties, CredentialsOf.nobody()),
        ArchivesOf.folder(temp.resolve("archives")),
        ProjectsOf.none());
  }

  private Optional<Target> directory(String path) {
    return targets().resolve(Target.directory(path), errors);
  }

  private Optional<Target> git(String url, @Nullable String ref) {
    return targets("file", "https")
        .resolve(Target.repository(new Target.Git(url, ref, null, null)), errors);
  }

  private @Nullable String code(String field) {
    return errors.getFieldError(field) == null
        ? null
        : Objects.requireNonNull(errors.getFieldError(field)).getCode();
  }

  @Test
  void makesADirectoryDefinite() {
    assertThat(directory("project")).contains(Target.directory(root + "/project"));
    assertThat(directory("./project/../project/.")).contains(Target.directory(root + "/project"));
    assertThat(directory(root + "/project")).contains(Target.directory(root + "/project"));
    assertThat(directory(".")).contains(Target.directory(root.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../outside",
        "project/../../outside",
        "/etc",
        "/",
        "missing",
        "project/missing"
      })
  void refusesWhatIsNotBelowARootAndDoesNotTellWhetherItExists(String path) {
    assertThat(directory(path)).isEmpty();

    assertThat(code("path")).isEqualTo("outside_roots");
  }

  @Test
  void refusesALinkThatLeadsOutOfTheRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), temp.resolve("outside"));

    assertThat(directory("link")).isEmpty();
    assertThat(code("path")).isEqualTo("outside_roots");
  }

  @Test
  void followsALinkThatStaysInsideTheRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), root.resolve("project"));

    assertThat(directory("link")).contains(Target.directory(root + "/project"));
  }

  @Test
  void refusesAFileAndANul() throws IOException {
    Files.writeString(root.resolve("file"), "x");

    assertThat(directory("file")).isEmpty();
    assertThat(code("path")).isEqualTo("not_a_directory");
    assertThat(directory("nul\0")).isEmpty();
  }

  @Test
  void refusesTheFolderOfPawlItself() throws IOException {
    Files.createDirectories(root.resolve(".pawl/workflows"));

    assertThat(directory(".pawl/workflows")).isEmpty();
    assertThat(code("path")).isEqualTo("reserved");
  }

  @Test
  void wantsExactlyOneKindOfTarget() {
    assertThat(targets().resolve(null, errors)).isEmpty();
    assertThat(targets().resolve(new Target(null, null, null), errors)).isEmpty();
    assertThat(
            targets()
                .resolve(
                    new Target(".", new Target.Git("https://x", null, null, null), null), errors))
        .isEmpty();

    assertThat(targets().resolve(new Target(".", null, "x"), errors)).isEmpty();

    assertThat(errors.getAllErrors()).hasSize(4);
  }

  @Test
  void knowsAnArchiveThatIsThere() {
    var archives = ArchivesOf.folder(temp.resolve("archives"));
    String id = ArchivesOf.upload(archives, new Tars().file("a.txt", "x").gz());
    Target target = targets().resolve(Target.uploaded(id), errors).orElseThrow();

    assertThat(target).isEqualTo(Target.uploaded(id));
    assertThat(target.name()).isEqualTo("archive:" + id);
    assertThat(targets().folder(target).orElseThrow().resolve("a.txt")).exists();
    assertThat(targets().trusted(target)).isFalse();
    assertThat(targets().resolve(Target.uploaded("../" + id), errors)).isEmpty();
    assertThat(code("archive")).isEqualTo("unknown_archive");
  }

  @Test
  void pinsARefToItsCommit() {
    Folders.write(root, "repo/a.txt", "x");
    String commit = Folders.commitAll(root.resolve("repo"));
    String url = root.resolve("repo").toUri().toString();

    for (String ref : new String[] {null, "main", "refs/heads/main", commit}) {
      assertThat(git(url, ref).orElseThrow().git()).returns(commit, Target.Git::commit);
    }
  }

  @Test
  void refusesAnUnknownRef() {
    Folders.write(root, "repo/a.txt", "x");
    Folders.commitAll(root.resolve("repo"));

    assertThat(git(root.resolve("repo").toUri().toString(), "nope")).isEmpty();
    assertThat(code("git.ref")).isEqualTo("unknown_ref");
  }

  @Test
  void refusesARepositoryThatCannotBeReached() {
    assertThat(git(root.resolve("project").toUri().toString(), null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("unreachable");
  }

  @Test
  void refusesARemoteOfAPrivateAddress() {
    assertThat(git("https://127.0.0.1:1/x.git", "main")).isEmpty();
    assertThat(code("git.url")).isEqualTo("not_allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://x/y",
        "git@host:y.git",
        "ext::sh -c id",
        "../repo",
        "/etc",
        "http://x/y",
        "",
        "HTTP://x/y"
      })
  void refusesSchemesThatAreNotAllowed(String url) {
    assertThat(git(url, null)).isEmpty();
    assertThat(code("git.url")).isIn("scheme_not_allowed", "invalid");
  }

  @Test
  void refusesFileUrlsUnlessTheyAreAllowed() {
    Target.Git git = new Target.Git(root.resolve("project").toUri().toString(), null, null, null);

    assertThat(targets("https").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.url")).isEqualTo("scheme_not_allowed");
  }

  @Test
  void refusesAFileUrlOutsideOfTheRoots() {
    assertThat(git(temp.resolve("outside").toUri().toString(), null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("outside_roots");
  }

  @Test
  void refusesAPasswordInAUrl() {
    assertThat(git("https://somebody:secret@127.0.0.1/x.git", null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("not_allowed");
    assertThat(errors.toString()).doesNotContain("secret@");
  }

  @Test
  void refusesADepthOfNothing() {
    var git = new Target.Git("https://93.184.216.34/x.git", null, 0, null);

    assertThat(targets("https").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.depth")).isEqualTo("too_small");
  }

  @Test
  void trustsWhatTheOperatorLists() {
    assertThat(targets().trusted(Target.directory(root + "/project"))).isTrue();
    assertThat(targets().trusted(Target.directory(root + "/project/sub"))).isTrue();
    assertThat(targets().trusted(Target.directory(root + "/project-evil"))).isFalse();
    assertThat(
            targets()
                .trusted(
                    Target.repository(
                        new Target.Git("https://git.example/us/app.git", null, null, null))))
        .isTrue();
    assertThat(
            targets()
                .trusted(
                    Target.repository(
                        new Target.Git("https://git.example/them/app.git", null, null, null))))
        .isFalse();
  }
}

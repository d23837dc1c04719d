package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.archive.TarBuilder;
import dev.pawl.archive.TestArchives;
import dev.pawl.credential.TestCredentials;
import dev.pawl.network.GitUrl;
import dev.pawl.project.ProjectService;
import dev.pawl.project.TestProjects;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspaces;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.validation.MapBindingResult;

class TargetResolverTests {

  @TempDir Path temp;
  private Path root;
  private final MapBindingResult errors = new MapBindingResult(new TreeMap<>(), "target");

  @BeforeEach
  void createRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root")).toRealPath();
    Files.createDirectory(root.resolve("project"));
    Files.createDirectory(temp.resolve("outside"));
  }

  private TargetResolver targets(String... schemes) {
    return targets(TestProjects.none(), schemes);
  }

  private TargetResolver targets(ProjectService projects, String... schemes) {
    var git = TestWorkspaces.gitSettings(List.of(schemes), Duration.ofMinutes(1), true);
    var properties =
        new WorkspaceProperties(
            root.resolve(".pawl"),
            List.of(root),
            List.of(
                root + "/project",
                "https://git.example/us/",
                root.resolve("project").toUri().toString()),
            Duration.ZERO,
            git);
    return new TargetResolver(
        properties,
        new GitRemoteFactory(properties, TestCredentials.none()),
        TestArchives.inFolder(temp.resolve("archives")),
        projects);
  }

  @Test
  void refusesFolderThatWasReplacedByLinkSinceItWasResolved() throws IOException {
    Target target = directory("project").orElseThrow();
    Files.delete(root.resolve("project"));
    Files.createSymbolicLink(root.resolve("project"), temp.resolve("outside"));

    assertThatExceptionOfType(LinkNotFollowedException.class)
        .isThrownBy(() -> targets().open(target));
  }

  @Test
  void checksTheRootsAtEachOpening() {
    Target outside = Target.directory(temp.resolve("outside").toString());

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> targets().open(outside))
        .withMessageContaining("not below an allowed root");
  }

  @Test
  void checksTheRootsOfTheProjectOfAWorkflowAtEachOpening() throws IOException {
    Files.createDirectories(root.resolve("red/app"));
    Files.createDirectories(root.resolve("blue/app"));
    ProjectService projects =
        TestProjects.withRoots(
            Map.of("red", root.resolve("red")),
            workflow -> Optional.of("red").filter(project -> workflow.equals("of-red")));
    TargetResolver targets = targets(projects);
    Target red = Target.directory(root.resolve("red/app").toString());
    Target blue = Target.directory(root.resolve("blue/app").toString());

    targets.open(red, "of-red").close();
    targets.open(blue, "of-nobody").close();

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> targets.open(blue, "of-red"));
  }

  @Test
  void followsNoLinkInPlaceOfTheRootOfAProject() throws IOException {
    Files.createDirectories(root.resolve("blue/app"));
    Files.createSymbolicLink(root.resolve("red"), root.resolve("blue"));
    ProjectService projects =
        TestProjects.withRoots(Map.of("red", root.resolve("red")), workflow -> Optional.of("red"));
    Target linked = Target.directory(root.resolve("red/app").toString());
    Target real = Target.directory(root.resolve("blue/app").toString());

    assertThat(projects.callFor("red", () -> targets(projects).resolve(linked, errors))).isEmpty();
    for (Target target : List.of(linked, real)) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> targets(projects).open(target, "of-red").close());
    }
  }

  @Test
  void checksTheRootsAgainBeforeARepositoryIsFetched() throws IOException {
    var repository = new Target.Git(root.resolve("project").toUri().toString(), null, null, null);
    targets("file").requireAllowed(repository, "any");
    Files.delete(root.resolve("project"));
    Files.createSymbolicLink(root.resolve("project"), temp.resolve("outside"));

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> targets("file").requireAllowed(repository, "any"));
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
  void resolvesDirectory() {
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
  void hidesWhetherPathOutsideRootsExists(String path) {
    assertThat(directory(path)).isEmpty();

    assertThat(code("path")).isEqualTo("outside_roots");
  }

  @Test
  void rejectsLinkOutOfRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), temp.resolve("outside"));

    assertThat(directory("link")).isEmpty();
    assertThat(code("path")).isEqualTo("outside_roots");
  }

  @Test
  void followsLinkWithinRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), root.resolve("project"));

    assertThat(directory("link")).contains(Target.directory(root + "/project"));
  }

  @Test
  void rejectsFilesAndInvalidPaths() throws IOException {
    Files.writeString(root.resolve("file"), "x");

    assertThat(directory("file")).isEmpty();
    assertThat(code("path")).isEqualTo("not_a_directory");
    assertThat(directory("nul\0")).isEmpty();
  }

  @Test
  void rejectsPawlFolder() throws IOException {
    Files.createDirectories(root.resolve(".pawl/workflows"));

    assertThat(directory(".pawl/workflows")).isEmpty();
    assertThat(code("path")).isEqualTo("reserved");
  }

  @Test
  void requiresExactlyOneKindOfTarget() {
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
  void resolvesArchive() {
    var archives = TestArchives.inFolder(temp.resolve("archives"));
    String id = TestArchives.upload(archives, new TarBuilder().file("a.txt", "x").gz());
    Target target = targets().resolve(Target.uploaded(id), errors).orElseThrow();

    assertThat(target).isEqualTo(Target.uploaded(id));
    assertThat(target.name()).isEqualTo("archive:" + id);
    assertThat(targets().findFolder(target).orElseThrow().resolve("a.txt")).exists();
    assertThat(targets().isTrusted(target)).isFalse();
    assertThat(targets().resolve(Target.uploaded("../" + id), errors)).isEmpty();
    assertThat(code("archive")).isEqualTo("unknown_archive");
  }

  @Test
  void resolvesRefToCommit() {
    TestFiles.write(root, "repo/a.txt", "x");
    String commit = TestFiles.commitAll(root.resolve("repo"));
    String url = root.resolve("repo").toUri().toString();

    for (String ref : new String[] {null, "main", "refs/heads/main", commit}) {
      assertThat(git(url, ref).orElseThrow().git()).returns(commit, Target.Git::commit);
    }
  }

  @Test
  void honorsARequestedCommit() {
    TestFiles.write(root, "repo/a.txt", "x");
    String first = TestFiles.commitAll(root.resolve("repo"));
    TestFiles.write(root, "repo/a.txt", "y");
    TestFiles.commitAll(root.resolve("repo"));
    String url = root.resolve("repo").toUri().toString();

    for (String ref : new String[] {null, "main"}) {
      var git = new Target.Git(url, ref, null, first.toUpperCase(Locale.ROOT));
      assertThat(targets("file").resolve(Target.repository(git), errors).orElseThrow().git())
          .returns(first, Target.Git::commit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "main", "012345", "0123456789012345678901234567890123456789a"})
  void rejectsWhatIsNoCommitId(String commit) {
    TestFiles.write(root, "repo/a.txt", "x");
    TestFiles.commitAll(root.resolve("repo"));
    var git = new Target.Git(root.resolve("repo").toUri().toString(), null, null, commit);

    assertThat(targets("file").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.commit")).isEqualTo("invalid");
  }

  @Test
  void honorsAShortCommitIdThatIsUnique() {
    TestFiles.write(root, "repo/a.txt", "x");
    String first = TestFiles.commitAll(root.resolve("repo"));
    TestFiles.write(root, "repo/a.txt", "y");
    TestFiles.commitAll(root.resolve("repo"));
    String url = root.resolve("repo").toUri().toString();
    var beginning = new Target.Git(url, null, null, first.substring(0, 8));

    assertThat(targets("file").resolve(Target.repository(beginning), errors).orElseThrow().git())
        .returns(first, Target.Git::commit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789ab", "0123456789012345678901234567890123456789"})
  void rejectsACommitThatDoesNotExist(String commit) {
    TestFiles.write(root, "repo/a.txt", "x");
    TestFiles.commitAll(root.resolve("repo"));
    var git = new Target.Git(root.resolve("repo").toUri().toString(), null, null, commit);

    assertThat(targets("file").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.commit")).isEqualTo("unknown_commit");
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example/us/app, true",
    "https://GIT.example/us/app.git/, true",
    "https://git.example/us/../them/app, false",
    "https://git.example:8443/us/app, false",
    "http://git.example/us/app, false"
  })
  void trustsARepositoryHoweverItsUrlIsWritten(String url, boolean trusted) {
    var git = new Target.Git(url, null, null, null);

    assertThat(targets("https").isTrusted(Target.repository(git))).isEqualTo(trusted);
  }

  /** Creates a trusted repository with a pull request, and a branch that Pawl has pushed on top of it; returns commits. */
  private Map<String, String> createRepositoryWithPullRequest() throws Exception {
    Path folder = root.resolve("project");
    TestFiles.write(folder, "a.txt", "first");
    String first = TestFiles.commitAll(folder);
    TestFiles.write(folder, "a.txt", "second");
    String second = TestFiles.commitAll(folder);
    TestFiles.write(folder, "a.txt", "of a stranger");
    String stranger = TestFiles.commitAll(folder);
    TestFiles.write(folder, "a.txt", "formatted");
    String formatted = TestFiles.commitAll(folder);
    try (var git = Git.open(folder.toFile())) {
      Repository repository = git.getRepository();
      for (var ref :
          Map.of(
                  "refs/pull/1/head", stranger,
                  "refs/heads/pawl/quality_20260131_120000_abcd1234", formatted,
                  "refs/heads/main", second)
              .entrySet()) {
        RefUpdate update = repository.updateRef(ref.getKey());
        update.setNewObjectId(ObjectId.fromString(ref.getValue()));
        update.forceUpdate();
      }
    }
    return Map.of("first", first, "second", second, "stranger", stranger);
  }

  @ParameterizedTest
  @CsvSource({
    "main, , true",
    ", second, true",
    ", first, true",
    "main, first, true",
    "refs/pull/1/head, , false",
    "pull/1/head, , false",
    ", stranger, false",
    "main, stranger, false",
    "pawl/quality_20260131_120000_abcd1234, , false",
  })
  void trustsOnlyCommitsOfBranchesAndTags(
      @Nullable String ref, @Nullable String commit, boolean trusted) throws Exception {
    Map<String, String> commits = createRepositoryWithPullRequest();
    var targets = targets("file");
    String url = root.resolve("project").toUri().toString();
    var git = new Target.Git(url, ref, null, commit == null ? null : commits.get(commit));

    Target resolved = targets.resolve(Target.repository(git), errors).orElseThrow();

    assertThat(targets.isTrusted(resolved)).isEqualTo(trusted);
  }

  @Test
  void rejectsAClaimThatACommitIsMerged() throws Exception {
    createRepositoryWithPullRequest();
    String url = root.resolve("project").toUri().toString();
    var git = new Target.Git(url, "pull/1/head", null, null, null, false);

    assertThat(targets("file").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.unmerged")).isEqualTo("read_only");
  }

  /** The library for git would connect to the host after the @, and not to the one that is checked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example?@127.0.0.1/us/app",
        "https://git.example#@127.0.0.1/us/app",
        "https://93.184.216.34?x:y@127.0.0.1/us/app",
        "https://93.184.216.34?https://127.0.0.1/us/app",
        "ssh://93.184.216.34?@127.0.0.1:22/us/app",
        "ssh://93.184.216.34#@127.0.0.1/us/app",
        "SSH://93.184.216.34#@127.0.0.1/us/app",
      })
  void rejectsUrlsInWhichTheLibraryReadsAnotherServer(String url) {
    assertThat(
            targets("https", "ssh")
                .resolve(Target.repository(new Target.Git(url, null, null, null)), errors))
        .isEmpty();
    assertThat(code("git.url")).isEqualTo("invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://git.example/us/app.git, https, git.example",
    "ssh://git@[::1]:2222/us/app, ssh, [::1]",
    "git@git.example:us/app, , git.example",
    "https://git.example/us/app?x=@y, https, git.example",
  })
  void connectsToTheServerThatWasChecked(String url, @Nullable String scheme, String host)
      throws Exception {
    assertThat(GitRemoteCredentials.parse(GitUrl.parse(url)))
        .returns(scheme, URIish::getScheme)
        .returns(host, URIish::getHost);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/x", "file://localhost/x", "file://user@/x"})
  void rejectsFileUrlsWithAHost(String url) {
    assertThat(git(url, null)).isEmpty();
    assertThat(code("git.url")).isIn("invalid", "not_allowed");
  }

  @Test
  void rejectsUnknownRef() {
    TestFiles.write(root, "repo/a.txt", "x");
    TestFiles.commitAll(root.resolve("repo"));

    assertThat(git(root.resolve("repo").toUri().toString(), "nope")).isEmpty();
    assertThat(code("git.ref")).isEqualTo("unknown_ref");
  }

  @Test
  void rejectsUnreachableRepository() {
    assertThat(git(root.resolve("project").toUri().toString(), null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("unreachable");
  }

  @Test
  void rejectsPrivateAddress() {
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
  void rejectsDisallowedSchemes(String url) {
    assertThat(git(url, null)).isEmpty();
    assertThat(code("git.url")).isIn("scheme_not_allowed", "invalid");
  }

  @Test
  void rejectsFileUrlsUnlessAllowed() {
    Target.Git git = new Target.Git(root.resolve("project").toUri().toString(), null, null, null);

    assertThat(targets("https").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.url")).isEqualTo("scheme_not_allowed");
  }

  @Test
  void rejectsFileUrlOutsideRoots() {
    assertThat(git(temp.resolve("outside").toUri().toString(), null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("outside_roots");
  }

  @Test
  void rejectsPasswordInUrl() {
    assertThat(git("https://somebody:secret@127.0.0.1/x.git", null)).isEmpty();
    assertThat(code("git.url")).isEqualTo("not_allowed");
    assertThat(errors.toString()).doesNotContain("secret@");
  }

  @Test
  void rejectsZeroDepth() {
    var git = new Target.Git("https://93.184.216.34/x.git", null, 0, null);

    assertThat(targets("https").resolve(Target.repository(git), errors)).isEmpty();
    assertThat(code("git.depth")).isEqualTo("too_small");
  }

  @Test
  void trustsListedTargets() {
    assertThat(targets().isTrusted(Target.directory(root + "/project"))).isTrue();
    assertThat(targets().isTrusted(Target.directory(root + "/project/sub"))).isTrue();
    assertThat(targets().isTrusted(Target.directory(root + "/project-evil"))).isFalse();
    assertThat(
            targets()
                .isTrusted(
                    Target.repository(
                        new Target.Git("https://git.example/us/app.git", null, null, null))))
        .isTrue();
    assertThat(
            targets()
                .isTrusted(
                    Target.repository(
                        new Target.Git("https://git.example/them/app.git", null, null, null))))
        .isFalse();
  }
}

package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.credential.GitCredential;
import dev.pawl.network.GitUrl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests HTTP remotes with the real {@code git http-backend}. */
class GitHttpTests {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path temp;

  private TestGitRepository repository = new TestGitRepository(Path.of(""));
  private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

  @BeforeEach
  void createRepository() {
    repository = TestGitRepository.create(temp.resolve("app.git"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private GitHttpServer server() {
    var server = new GitHttpServer(temp);
    opened.add(server);
    return server;
  }

  private FileRepository local(String name) throws IOException {
    var local = new FileRepository(temp.resolve(name).toFile());
    local.create(true);
    opened.add(local);
    return local;
  }

  private static GitRemote remote(Target.Git target, @Nullable GitCredential credential) {
    var settings =
        new WorkspaceProperties.Git(
            List.of("http"),
            List.of(),
            List.of("http://127.0.0.1"),
            Duration.ofSeconds(20),
            true,
            "pawl/{workflow_id}",
            "pawl/schedule/{schedule}-{schedule_id}",
            new CommitIdentity("Pawl", "pawl@localhost", null, null, false));
    try {
      return new GitRemote(
          target, new GitRemoteCredentials(GitUrl.parse(target.url()), settings, credential));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static GitRemote remote(String url, @Nullable String ref, @Nullable String commit) {
    return remote(new Target.Git(url, ref, null, commit), null);
  }

  /** Returns a remote in this process: upload-pack of JGit accepts only the tips of refs there. */
  private GitRemote remoteWithoutCommitIds(String ref, String commit) throws URISyntaxException {
    var settings =
        new WorkspaceProperties.Git(
            List.of("file"),
            List.of(),
            List.of(),
            Duration.ofSeconds(20),
            true,
            "pawl/{workflow_id}",
            "pawl/schedule/{schedule}-{schedule_id}",
            new CommitIdentity("Pawl", "pawl@localhost", null, null, false));
    String url = "file://" + repository.folder();
    return new GitRemote(
        new Target.Git(url, ref, 1, commit),
        new GitRemoteCredentials(GitUrl.parse(url), settings, null));
  }

  @Test
  void resolvesFullAndShortCommitIdsAndRefsOfPullRequests() throws Exception {
    String first = repository.git("rev-parse", "main");
    String second = repository.commit("refs/heads/main", "b.txt", "b\n");
    String pull = repository.commit("refs/pull/1/head", "c.txt", "c\n");
    String url = server().url() + "app.git";

    assertThat(remote(url, null, null).resolve().commit()).isEqualTo(second);
    assertThat(remote(url, "refs/pull/1/head", null).resolve().commit()).isEqualTo(pull);
    assertThat(remote(url, "pull/1/head", null).resolve().commit()).isEqualTo(pull);
    assertThat(remote(url, null, pull).resolve().commit()).isEqualTo(pull);
    assertThat(remote(url, null, first.substring(0, 9)).resolve().commit()).isEqualTo(first);
    assertThat(remote(url, first.substring(0, 7), null).resolve().commit()).isEqualTo(first);
    assertThat(remote(url, "main", first).resolve().commit()).isEqualTo(first);
  }

  @Test
  void fetchesACommitThatNoBranchContainsAnyMore() throws Exception {
    repository.commit("refs/heads/gone", "gone.txt", "gone\n");
    String gone = repository.git("rev-parse", "refs/heads/gone");
    repository.git("update-ref", "-d", "refs/heads/gone");
    GitRemote remote = remote(server().url() + "app.git", null, gone);
    FileRepository local = local("local.git");

    assertThat(remote.resolve().commit()).isEqualTo(gone);
    remote.fetch(local, gone, LIMIT);

    assertThat(GitRemote.treeOf(local, gone).name())
        .isEqualTo(repository.git("rev-parse", gone + "^{tree}"));
  }

  @Test
  void fetchesAnAncestorFromAServerThatAcceptsNoCommitIds() throws Exception {
    String first = repository.git("rev-parse", "main");
    repository.commit("refs/heads/main", "b.txt", "b\n");
    GitRemote remote = remoteWithoutCommitIds("main", first);
    FileRepository local = local("local.git");

    assertThat(remote.resolve().commit()).isEqualTo(first);
    remote.fetch(local, first, LIMIT);

    assertThat(local.getObjectDatabase().has(ObjectId.fromString(first))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789012345678901234567890123456789", "0123456", "no-branch"})
  void namesUnknownCommitsAndRefs(String name) {
    String url = server().url() + "app.git";
    boolean id = !name.startsWith("no");

    assertThatExceptionOfType(UnresolvableTargetException.class)
        .isThrownBy(() -> remote(url, id ? null : name, id ? name : null).resolve())
        .withMessageContaining(name)
        .returns(id ? "git.commit" : "git.ref", UnresolvableTargetException::field)
        .returns(id ? "unknown_commit" : "unknown_ref", UnresolvableTargetException::code);
  }

  @Test
  void fetchReportsAnUnknownCommitAsFinal() throws Exception {
    String unknown = "0123456789012345678901234567890123456789";
    GitRemote remote = remote(server().url() + "app.git", null, unknown);
    FileRepository local = local("local.git");

    assertThatExceptionOfType(GitRemoteException.class)
        .isThrownBy(() -> remote.fetch(local, unknown, LIMIT))
        .withMessageContaining("commit " + unknown + " does not exist in ")
        .returns(false, GitRemoteException::isNetworkFailure);
  }

  @Test
  void namesEmptyRepositoriesBrokenHeadsAndSha256() throws Exception {
    TestGitRepository.createEmpty(temp.resolve("empty.git"));
    repository.git("symbolic-ref", "HEAD", "refs/heads/missing");
    TestGitRepository sha256 =
        TestGitRepository.createEmpty(temp.resolve("sha256.git"), "--object-format=sha256");
    sha256.commit("refs/heads/main", "a.txt", "a\n");
    String root = server().url();

    assertThatExceptionOfType(UnresolvableTargetException.class)
        .isThrownBy(() -> remote(root + "empty.git", null, null).resolve())
        .withMessageContaining("is an empty repository")
        .returns("git.url", UnresolvableTargetException::field);
    assertThatExceptionOfType(UnresolvableTargetException.class)
        .isThrownBy(() -> remote(root + "app.git", null, null).resolve())
        .withMessageContaining("HEAD of")
        .withMessageContaining("its branches are main")
        .returns("git.ref", UnresolvableTargetException::field);
    for (String ref : List.of("main", "HEAD", "0123456")) {
      assertThatExceptionOfType(UnresolvableTargetException.class)
          .isThrownBy(() -> remote(root + "sha256.git", ref, null).resolve())
          .withMessageContaining("sha256")
          .returns("git.url", UnresolvableTargetException::field);
    }
  }

  @Test
  void namesARepositoryThatDoesNotExist() {
    String url = server().url() + "missing.git";

    assertThatExceptionOfType(GitRemoteException.class)
        .isThrownBy(() -> remote(url, null, null).resolve())
        .withMessageContaining("not found")
        .returns(false, GitRemoteException::isNetworkFailure);
  }

  @Test
  void honorsDepthTogetherWithACommitAndCompletesTheHistoryLater() throws Exception {
    String first = repository.git("rev-parse", "main");
    String second = repository.commit("refs/heads/main", "b.txt", "b\n");
    repository.commit("refs/heads/main", "c.txt", "c\n");
    String url = server().url() + "app.git";
    FileRepository local = local("local.git");

    remote(new Target.Git(url, null, 1, second), null).fetch(local, second, LIMIT);

    assertThat(local.getObjectDatabase().has(ObjectId.fromString(second))).isTrue();
    assertThat(local.getObjectDatabase().has(ObjectId.fromString(first))).isFalse();

    remote(url, null, second).fetch(local, second, LIMIT);

    try (var walk = new RevWalk(local)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(second)));
      assertThat(walk).extracting(ObjectId::name).containsExactly(second, first);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deepensTheHistoryUntilItHasTheMergeBase(boolean acceptsCommitIds) throws Exception {
    String base = repository.git("rev-parse", "main");
    repository.git("update-ref", "refs/heads/feature", base);
    String commit = base;
    // More than the first depth, so that the history is deepened twice.
    for (int i = 0; i < 60; i++) {
      commit = repository.commit("refs/heads/feature", "f.txt", i + "\n");
    }
    String other = repository.commit("refs/heads/main", "m.txt", "m\n");
    // Neither of the two commits is the tip of a branch.
    repository.commit("refs/heads/feature", "f.txt", "later\n");
    repository.commit("refs/heads/main", "m.txt", "later\n");
    var target = new Target.Git(server().url() + "app.git", "feature", 1, commit);
    FileRepository local = local("local.git");
    remote(target, null).fetch(local, commit, LIMIT);
    remote(target, null).fetch(local, other, LIMIT);
    GitRemote remote =
        acceptsCommitIds ? remote(target, null) : remoteWithoutCommitIds("feature", commit);

    assertThat(remote.fetchMergeBase(local, "main", other, commit, LIMIT)).contains(base);

    assertThat(local.exactRef(GitRemote.FETCHED_COMMITS + base)).isNotNull();
    assertThat(local.getRefDatabase().getRefsByPrefix("refs/pawl/history/")).isEmpty();
  }

  @Test
  void tellsAMissingBaseFromAnUnreachableServer() throws Exception {
    String first = repository.git("rev-parse", "main");
    String missing = "0123456789012345678901234567890123456789";
    String url = server().url() + "app.git";
    FileRepository local = local("local.git");
    remote(url, "main", first).fetch(local, first, LIMIT);

    assertThatExceptionOfType(InvalidScopeException.class)
        .isThrownBy(
            () -> remote(url, "main", first).fetchMergeBase(local, "gone", missing, first, LIMIT))
        .withMessageStartingWith("changed_since gone (commit " + missing + ") cannot be fetched: ");
    assertThatExceptionOfType(GitRemoteException.class)
        .isThrownBy(() ->
            remote("http://127.0.0.1:1/app.git", "main", first)
                .fetchMergeBase(local, "gone", missing, first, LIMIT))
        .returns(true, GitRemoteException::isNetworkFailure);
  }

  @Test
  void sendsCredentialsOnlyToTheSameSchemeHostAndPort() {
    GitHttpServer other = server();
    GitHttpServer server = server().requiring("git:s3cret").redirectingTo(other.url());
    var token = new GitCredential.Token("git", "s3cret");

    assertThatExceptionOfType(GitRemoteException.class)
        .isThrownBy(() ->
            remote(new Target.Git(server.url() + "app.git", "main", null, null), token).resolve())
        .withMessageContaining("credentials are only sent to the same scheme, host and port")
        .withMessageNotContaining("s3cret")
        .returns(false, GitRemoteException::isNetworkFailure);
    assertThat(server.authorizations()).contains("git:s3cret");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void followsRedirectsWithoutACredential() throws Exception {
    GitHttpServer server = server().redirectingTo(server().url());

    assertThat(remote(server.url() + "app.git", "main", null).resolve().commit())
        .isEqualTo(repository.git("rev-parse", "main"));
  }

  @Test
  void sharesOnePackAndFetchesOnlyWhatIsNew() throws Exception {
    List<String> files = Stream.iterate(0, i -> i + 1).limit(300).map(i -> "f" + i).toList();
    String first = repository.commit("refs/heads/main", files, "content of {file}\n");
    GitHttpServer server = server();
    String url = server.url() + "app.git";
    FileRepository local = local("local.git");
    Callable<Boolean> fetch =
        () -> {
          try (var own = new FileRepository(local.getDirectory())) {
            remote(url, null, first).fetch(own, first, LIMIT);
            return GitRemote.treeOf(own, first) != null;
          }
        };
    try (var pool = Executors.newFixedThreadPool(10)) {
      for (Future<Boolean> result : pool.invokeAll(Collections.nCopies(10, fetch))) {
        assertThat(result.get()).isTrue();
      }
    }

    assertThat(server.packs()).isEqualTo(1);
    long all = server.takeSentBytes();
    String second = repository.commit("refs/heads/main", "new.txt", "new\n");
    remote(url, null, second).fetch(local, second, LIMIT);
    assertThat(server.packs()).isEqualTo(2);
    assertThat(server.takeSentBytes()).isLessThan(all / 3);
  }

  @Test
  void reportsConnectionsThatAreCutAsNetworkFailures() throws Exception {
    repository.commit(
        "refs/heads/main",
        Stream.iterate(0, i -> i + 1).limit(300).map(i -> "f" + i).toList(),
        "content of {file}\n");
    String commit = repository.git("rev-parse", "main");
    GitHttpServer server = server();
    String url = server.url() + "app.git";
    FileRepository local = local("local.git");
    for (double part : List.of(0.0, 0.3, 0.9)) {
      server.sending((request, body, out) -> {
        int length = request.endsWith("want") ? (int) (body.length * part) : body.length;
        out.write(body, 0, length);
        out.flush();
        if (length < body.length) {
          throw new IOException("the connection is cut");
        }
      });
      assertThatExceptionOfType(GitRemoteException.class)
          .as("after %s of the pack", part)
          .isThrownBy(() -> remote(url, null, commit).fetch(local, commit, LIMIT))
          .returns(true, GitRemoteException::isNetworkFailure);
    }
    server.sending((request, body, out) -> out.write(body));
    remote(url, null, commit).fetch(local, commit, LIMIT);
    assertThat(local.getObjectDatabase().has(ObjectId.fromString(commit))).isTrue();
  }
}

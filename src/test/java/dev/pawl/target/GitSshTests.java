package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pawl.credential.GitCredential.SshKey;
import dev.pawl.network.GitUrl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests ssh remotes with keys of ssh-keygen, known hosts of ssh-keyscan and the real git. */
class GitSshTests {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path temp;

  private Path keys = Path.of("");
  private TestGitRepository repository = new TestGitRepository(Path.of(""));

  @BeforeEach
  void createRepository() throws IOException {
    keys = Files.createDirectory(temp.resolve("keys"));
    repository = TestGitRepository.create(temp.resolve("app.git"));
  }

  private static GitRemote remote(String url, SshKey key) {
    var settings =
        new WorkspaceProperties.Git(
            List.of("ssh"),
            List.of(),
            List.of(url),
            Duration.ofSeconds(20),
            true,
            "pawl/{workflow_id}",
            "pawl/schedule/{schedule}-{schedule_id}",
            new CommitIdentity("Pawl", "pawl@localhost", null, null, false));
    try {
      return new GitRemote(
          new Target.Git(url, "main", null, null),
          new GitRemoteCredentials(GitUrl.parse(url), settings, key));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static SshKey key(String privateKey, @Nullable String knownHosts) {
    return new SshKey("git", privateKey, null, knownHosts);
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, ed25519, ''",
    "ed25519, ed25519, -H",
    "rsa, ed25519, ''",
    "ed25519, rsa, ''",
    "ecdsa, ecdsa, -H"
  })
  void authenticatesWithEachAlgorithmAndScannedKnownHosts(
      String clientKey, String hostKey, String scanOption) throws Exception {
    try (var server = new GitSshServer(keys, hostKey)) {
      String privateKey = server.authorizedKey("client", clientKey);
      String knownHosts = scanOption.isEmpty() ? server.scan() : server.scan(scanOption);

      assertThat(
              remote(server.url(repository.folder()), key(privateKey, knownHosts))
                  .resolve()
                  .commit())
          .isEqualTo(repository.git("rev-parse", "main"));
    }
  }

  @Test
  void acceptsKnownHostsWithSeveralAlgorithmsCommentsAndUnknownOnes() throws Exception {
    try (var server = new GitSshServer(keys, "rsa", "ecdsa", "ed25519")) {
      String privateKey = server.authorizedKey("client", "ed25519");
      String scanned = server.scan();
      String knownHosts =
          "# a comment\n\n[127.0.0.1]:%d ssh-unknown AAAAC3NzaC1\n".formatted(server.port())
              + scanned;

      assertThat(scanned.lines().filter(line -> !line.startsWith("#"))).hasSize(3);
      assertThat(
              remote(server.url(repository.folder()), key(privateKey, scanned)).resolve().commit())
          .isEqualTo(repository.git("rev-parse", "main"));
      assertThat(
              remote(
                      server.url(repository.folder()),
                      key(privateKey, knownHosts.replace("\n", "\r\n")))
                  .resolve()
                  .commit())
          .as("with Windows line ends")
          .isEqualTo(repository.git("rev-parse", "main"));
    }
  }

  @Test
  void fetchesOverSsh() throws Exception {
    try (var server = new GitSshServer(keys, "ed25519");
        var local = new FileRepository(temp.resolve("local.git").toFile())) {
      local.create(true);
      String privateKey = server.authorizedKey("client", "ed25519");
      GitRemote remote = remote(server.url(repository.folder()), key(privateKey, server.scan()));
      String commit = remote.resolve().commit();
      remote.fetch(local, commit, LIMIT);

      assertThat(GitRemote.treeOf(local, commit).name())
          .isEqualTo(repository.git("rev-parse", "main^{tree}"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa"})
  void acceptsKeyWithPassphraseOrNamesTheFault(String type) throws Exception {
    try (var server = new GitSshServer(keys, "ed25519")) {
      String privateKey = server.authorizedKey("client", type, "-N", "open sesame");
      String url = server.url(repository.folder());
      String knownHosts = server.scan();

      assertThat(
              remote(url, new SshKey("git", privateKey, "open sesame", knownHosts))
                  .resolve()
                  .commit())
          .isEqualTo(repository.git("rev-parse", "main"));
      assertThatIOException()
          .isThrownBy(() -> key(privateKey, knownHosts).loadKeyPairs())
          .withMessageContaining("has a passphrase; send it as passphrase");
      assertThatIOException()
          .isThrownBy(() -> new SshKey("git", privateKey, "wrong", knownHosts).loadKeyPairs())
          .withMessage("cannot be decrypted with the given passphrase");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PEM", "PKCS8"})
  void acceptsOtherFormatsWithPassphrase(String format) throws Exception {
    try (var server = new GitSshServer(keys, "ed25519")) {
      String privateKey = server.authorizedKey("client", "rsa", "-N", "open sesame", "-m", format);

      assertThat(
              remote(
                      server.url(repository.folder()),
                      new SshKey("git", privateKey, "open sesame", server.scan()))
                  .resolve()
                  .commit())
          .isEqualTo(repository.git("rev-parse", "main"));
      assertThatIOException()
          .isThrownBy(() -> key(privateKey, null).loadKeyPairs())
          .withMessageContaining("has a passphrase; send it as passphrase");
      assertThatIOException()
          .isThrownBy(() -> key("no key", null).loadKeyPairs())
          .withMessage("is not a private key in OpenSSH or PEM format");
    }
  }

  @Test
  void signsInAsTheUserOfTheUrlOrElseOfTheCredential() throws Exception {
    try (var server = new GitSshServer(keys, "ed25519")) {
      var key =
          new SshKey("deploy", server.authorizedKey("client", "ed25519"), null, server.scan());
      String url = server.url(repository.folder());
      remote(url, key).resolve();
      remote(url.replace("ssh://", "ssh://alice@"), key).resolve();

      assertThat(server.users()).containsExactly("deploy", "alice");
    }
  }

  @Test
  void namesChangedUnknownAndRevokedHostKeys() throws Exception {
    try (var server = new GitSshServer(keys, "ed25519");
        var other = new GitSshServer(Files.createDirectory(temp.resolve("other")), "ed25519")) {
      String privateKey = server.authorizedKey("client", "ed25519");
      String url = server.url(repository.folder());
      String changed = other.scan().replace("]:" + other.port() + " ", "]:" + server.port() + " ");

      assertThatExceptionOfType(GitRemoteException.class)
          .isThrownBy(() -> remote(url, key(privateKey, changed)).resolve())
          .withMessageContaining("the host key of [127.0.0.1]:%d has changed", server.port())
          .withMessageContaining("ssh-ed25519 SHA256:")
          .returns(false, GitRemoteException::isNetworkFailure);
      assertThatExceptionOfType(GitRemoteException.class)
          .isThrownBy(() -> remote(url, key(privateKey, other.scan())).resolve())
          .withMessageContaining("known_hosts of the credential has no key of");
      assertThatExceptionOfType(GitRemoteException.class)
          .isThrownBy(() ->
              remote(url, key(privateKey, server.scan() + "\n@revoked " + lastLine(server.scan())))
                  .resolve())
          .withMessageContaining("is revoked");
      assertThat(server.users()).isEmpty();
    }
  }

  private static String lastLine(String text) {
    return text.lines().toList().getLast();
  }

  @Test
  void namesTheFaultyLineOfKnownHosts() {
    assertThatIOException()
        .isThrownBy(() -> key("", "# comment\ngit.example.com").parseKnownHosts())
        .withMessageContaining("line 2 is not a line of a known_hosts file");
    assertThatIOException()
        .isThrownBy(() -> key("", "# only a comment\n").parseKnownHosts())
        .withMessage("contains no host key");
  }

  @Test
  void reportsAStoppedServerAsNetworkFailure() throws Exception {
    var server = new GitSshServer(keys, "ed25519");
    String privateKey = server.authorizedKey("client", "ed25519");
    GitRemote remote = remote(server.url(repository.folder()), key(privateKey, server.scan()));
    server.close();

    assertThatExceptionOfType(GitRemoteException.class)
        .isThrownBy(remote::resolve)
        .returns(true, GitRemoteException::isNetworkFailure);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 700, 3000})
  void reportsAConnectionThatIsCutAsNetworkFailure(int bytes) throws Exception {
    List<String> files = IntStream.range(0, 300).mapToObj(i -> "f" + i).toList();
    String commit = repository.commit("refs/heads/main", files, "content of {file}\n");
    try (var server = new GitSshServer(keys, "ed25519");
        var local = new FileRepository(temp.resolve("local.git").toFile())) {
      local.create(true);
      String privateKey = server.authorizedKey("client", "ed25519");
      GitRemote remote = remote(server.url(repository.folder()), key(privateKey, server.scan()));
      server.cutAfter(bytes);

      assertThatExceptionOfType(GitRemoteException.class)
          .isThrownBy(() -> remote.fetch(local, commit, LIMIT))
          .returns(true, GitRemoteException::isNetworkFailure);
    }
  }
}

package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.credential.GitCredential;
import dev.pawl.network.GitUrl;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with real servers which credentials are sent to which of them. */
class GitRemoteCredentialsTests {

  @TempDir Path temp;

  private static WorkspaceProperties.Git git(List<String> hosts, List<String> allowed) {
    return new WorkspaceProperties.Git(
        List.of("https", "ssh"),
        hosts,
        allowed,
        Duration.ofSeconds(5),
        true,
        "pawl/{workflow_id}",
        "pawl/schedule/{schedule}-{schedule_id}",
        new CommitIdentity("Pawl", "pawl@localhost", null, null, false));
  }

  private static GitRemote remote(
      String url, WorkspaceProperties.Git git, @Nullable GitCredential login) {
    try {
      return new GitRemote(
          new Target.Git(url, "main", null, null),
          new GitRemoteCredentials(GitUrl.parse(url), git, login));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/us/shop, git.example.com, true",
    "https://GIT.example.com/us/shop, git.example.com, true",
    "https://git.example.com.evil.example/shop, git.example.com, false",
    "https://evil-example.com/shop, *.example.com, false",
    "https://example.com/shop, *.example.com, false",
    "ssh://git@10.0.0.1/shop, git.example.com, false"
  })
  void allowsOnlyListedHosts(String url, String host, boolean allowed) {
    var fault = git(List.of(host), List.of(url)).rejectionReason(URI.create(url));

    assertThat(fault.isEmpty()).as("%s", fault).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.1/shop",
    "https://169.254.169.254/latest",
    "ssh://git@192.168.1.1/shop",
    "http://93.184.216.34/shop",
    "https://user@93.184.216.34/shop",
    "https://user:secret@93.184.216.34/shop"
  })
  void rejectsPrivateAddressesAndPasswords(String url) {
    assertThatIOException()
        .isThrownBy(() -> remote(url, git(List.of(), List.of()), null).resolve());
  }

  private static HttpServer server(String host) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://%s:%d"
        .formatted(
            server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort());
  }

  @Test
  void rejectsRedirectToForbiddenAddress() throws IOException {
    HttpServer inner = server("127.0.0.1");
    HttpServer outer = server("127.0.0.1");
    var requests = new ArrayList<String>();
    inner.createContext("/", exchange -> requests.add(exchange.getRequestURI().toString()));
    outer.createContext(
        "/",
        exchange -> {
          String to = url(inner) + exchange.getRequestURI();
          exchange.getResponseHeaders().add("Location", to);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    try {
      var git = git(List.of(), List.of(url(outer)));

      assertThatIOException()
          .isThrownBy(() -> remote(url(outer) + "/shop", git, null).resolve())
          .withMessageContaining("redirects to " + url(inner));
      assertThat(requests).isEmpty();
    } finally {
      inner.stop(0);
      outer.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http-alternates", "alternates"})
  void readsNoObjectsOfAnotherServer(String file) throws Exception {
    HttpServer offered = server("127.0.0.1");
    HttpServer inner = server("127.0.0.2");
    var requests = new ArrayList<String>();
    inner.createContext("/", exchange -> requests.add(exchange.getRequestURI().toString()));
    String commit = "a".repeat(40);
    offered.createContext(
        "/shop/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String body =
              switch (path) {
                case "/shop/info/refs" -> commit + "\trefs/heads/main\n";
                case "/shop/HEAD" -> "ref: refs/heads/main\n";
                default ->
                    path.endsWith("/info/" + file)
                        ? url(inner) + "/other.git/objects\n/../../../etc\n"
                        : "";
              };
          exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, body.isEmpty() ? -1 : 0);
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    try (var local = new FileRepository(temp.resolve("local").toFile())) {
      local.create(true);
      var git = git(List.of(), List.of(url(offered)));

      assertThatIOException()
          .isThrownBy(() ->
              remote(url(offered) + "/shop", git, null)
                  .fetch(local, commit, Duration.ofSeconds(20)));
      assertThat(requests).isEmpty();
    } finally {
      offered.stop(0);
      inner.stop(0);
    }
  }

  @Test
  void sendsTokenOnlyToItsHost() throws IOException {
    HttpServer tokenServer = server("127.0.0.1");
    HttpServer otherServer = server("127.0.0.2");
    var received = new ArrayList<String>();
    otherServer.createContext("/", exchange -> received.add("other"));
    tokenServer.createContext(
        "/",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("Authorization");
          if (header == null) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
          } else {
            received.add(
                new String(
                    Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8));
            exchange
                .getResponseHeaders()
                .add("Location", url(otherServer) + exchange.getRequestURI());
            exchange.sendResponseHeaders(302, -1);
          }
          exchange.close();
        });
    try {
      var git = git(List.of(), List.of(url(tokenServer), url(otherServer)));

      assertThatIOException()
          .isThrownBy(() ->
              remote(url(tokenServer) + "/shop", git, new GitCredential.Token("git", "s3cret"))
                  .resolve())
          .withMessageNotContaining("s3cret");
      assertThat(received).containsOnly("git:s3cret");
    } finally {
      tokenServer.stop(0);
      otherServer.stop(0);
    }
  }

  private static String pem(KeyPair pair) {
    var text = new StringWriter();
    text.append("-----BEGIN PRIVATE KEY-----\n");
    text.append(
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(pair.getPrivate().getEncoded()));
    text.append("\n-----END PRIVATE KEY-----\n");
    return text.toString();
  }

  private static KeyPair newKeyPair() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** The command that a server runs for a fetch. */
  private static final class UploadPackCommand extends AbstractCommandSupport {

    private final Path repository;

    UploadPackCommand(String command, Path repository) {
      super(command, null);
      this.repository = repository;
    }

    @Override
    public void run() {
      try (var git = Git.open(repository.toFile())) {
        new UploadPack(git.getRepository())
            .upload(getInputStream(), getOutputStream(), getErrorStream());
        onExit(0);
      } catch (IOException e) {
        onExit(1, String.valueOf(e.getMessage()));
      }
    }
  }

  @Test
  void authenticatesOnlyToKnownServers() throws Exception {
    Path repository = Files.createDirectory(temp.resolve("shop"));
    RevCommit commit;
    try (var repositoryGit =
        Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call()) {
      Files.writeString(repository.resolve("a.txt"), "hello\n");
      repositoryGit.add().addFilepattern(".").call();
      commit =
          repositoryGit
              .commit()
              .setMessage("Begin")
              .setAuthor("a", "a@b")
              .setCommitter("a", "a@b")
              .setSign(false)
              .call();
    }
    KeyPair clientKey = newKeyPair();
    KeyPair hostKey = newKeyPair();
    var server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(session -> List.of(hostKey));
    server.setPublickeyAuthenticator((user, key, session) ->
        user.equals("git") && KeyUtils.compareKeys(key, clientKey.getPublic()));
    server.setCommandFactory((session, command) -> new UploadPackCommand(command, repository));
    server.start();
    try {
      String url = "ssh://git@127.0.0.1:%d/shop".formatted(server.getPort());
      String knownHosts =
          "[127.0.0.1]:%d %s"
              .formatted(server.getPort(), PublicKeyEntry.toString(hostKey.getPublic()));
      String otherHosts =
          "[127.0.0.1]:%d %s"
              .formatted(server.getPort(), PublicKeyEntry.toString(clientKey.getPublic()));
      var git = git(List.of("127.0.0.1"), List.of("ssh://git@127.0.0.1:" + server.getPort()));

      assertThat(
              remote(url, git, new GitCredential.SshKey("git", pem(clientKey), null, knownHosts))
                  .resolve())
          .isEqualTo(new GitRemote.ResolvedRef(commit.name(), "refs/heads/main", true));
      assertThatIOException()
          .as("a server with another host key")
          .isThrownBy(() ->
              remote(url, git, new GitCredential.SshKey("git", pem(clientKey), null, otherHosts))
                  .resolve());
      assertThatIOException()
          .as("a key that the server does not know")
          .isThrownBy(() ->
              remote(url, git, new GitCredential.SshKey("git", pem(hostKey), null, knownHosts))
                  .resolve());
    } finally {
      server.stop();
    }
  }
}

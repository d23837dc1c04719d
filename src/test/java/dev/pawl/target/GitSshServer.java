package dev.pawl.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** An ssh server that runs the real git in the repositories below a folder, with keys of the real {@code ssh-keygen}. */
public final class GitSshServer implements AutoCloseable {

  private final Path keys;
  private final SshServer server = SshServer.setUpDefaultServer();
  private final List<String> users = new CopyOnWriteArrayList<>();

  /**
   * Starts a server.
   *
   * @param keys the folder of the keys
   * @param hostKeys the algorithms of the host keys, such as {@code ed25519}
   */
  public GitSshServer(Path keys, String... hostKeys) {
    this.keys = keys;
    List<Path> files = Stream.of(hostKeys).map(type -> generateKey("host-" + type, type)).toList();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(new FileKeyPairProvider(files));
    Path authorized = keys.resolve("authorized_keys");
    try {
      Files.writeString(authorized, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(authorized));
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
              users.add(session.getUsername());
            }
          }
        });
    server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends each command after a number of bytes of its answer, as if the connection were cut. */
  public void cutAfter(int bytes) {
    server.setCommandFactory((channel, command) -> {
      String script = "%s | { head -c %d; kill -KILL $$; }".formatted(command, bytes);
      return new ProcessShellFactory(script, "sh", "-c", script).createShell(channel);
    });
  }

  /** Returns the URL of a repository. */
  public String url(Path repository) {
    return "ssh://127.0.0.1:%d%s".formatted(server.getPort(), repository);
  }

  public int port() {
    return server.getPort();
  }

  /** Returns the users that signed in. */
  public List<String> users() {
    return users;
  }

  private Path generateKey(String name, String type, String... options) {
    Path file = keys.resolve(name);
    var command =
        Stream.concat(
                Stream.of("ssh-keygen", "-q", "-t", type, "-f", file.toString()),
                options.length == 0 ? Stream.of("-N", "") : Stream.of(options))
            .toList();
    TestGitRepository.run(keys, command, "");
    return file;
  }

  /** Generates a key with which clients may sign in, and returns the private key. */
  public String authorizedKey(String name, String type, String... options) throws IOException {
    Path file = generateKey(name, type, options);
    Files.writeString(
        keys.resolve("authorized_keys"),
        Files.readString(keys.resolve("authorized_keys"))
            + Files.readString(keys.resolve(name + ".pub")));
    return Files.readString(file);
  }

  /** Returns what {@code ssh-keyscan} prints about this server. */
  public String scan(String... options) {
    var command =
        Stream.of(
                Stream.of("ssh-keyscan", "-p", String.valueOf(port())),
                Stream.of(options),
                Stream.of("127.0.0.1"))
            .flatMap(words -> words)
            .toList();
    return TestGitRepository.run(keys, command, "");
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.pawl.workspace;

import dev.pawl.credential.Login;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How a remote repository is reached: only where the operator lets targets be, and with the secret that is kept for it.
 *
 * @param login what it wants to see; nothing when absent
 */
record GitAccess(String url, WorkspaceProperties.Git git, @Nullable Login login) {

  int seconds() {
    return Math.toIntExact(git.timeout().toSeconds());
  }

  /**
   * Looks once more before a connection, for names change.
   *
   * @throws IOException when the remote may not be gone to
   */
  void check() throws IOException {
    Optional<String> fault = git.fault(url);
    if (fault.isPresent()) {
      throw new IOException(url + " " + fault.get());
    }
    if (login instanceof Login.Key key) {
      key.pairs();
    }
  }

  /** Makes a transport keep to it. */
  void prepare(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new Guarded());
      if (login instanceof Login.Token(String username, String token)) {
        http.setCredentialsProvider(new UsernamePasswordCredentialsProvider(username, token));
      }
    } else if (transport instanceof SshTransport ssh && login instanceof Login.Key key) {
      ssh.setSshSessionFactory(sessions(key));
    }
  }

  /** Every request of a transport, the redirected ones too, begins with a connection of this. */
  private final class Guarded implements HttpConnectionFactory {

    private final HttpConnectionFactory factory = new JDKHttpConnectionFactory();

    @Override
    public HttpConnection create(URL to) throws IOException {
      return checked(to).create(to);
    }

    @Override
    public HttpConnection create(URL to, Proxy proxy) throws IOException {
      return checked(to).create(to, proxy);
    }

    private HttpConnectionFactory checked(URL to) throws IOException {
      Optional<String> fault = git.fault(to.toString());
      if (fault.isPresent()) {
        throw new IOException("%s leads to %s, which %s".formatted(url, to, fault.get()));
      }
      if (login != null && !to.getHost().equalsIgnoreCase(URI.create(url).getHost())) {
        throw new IOException(
            "%s leads to the host %s, which is not shown the secret of another"
                .formatted(url, to.getHost()));
      }
      return factory;
    }
  }

  private static SshdSessionFactory sessions(Login.Key key) {
    List<KeyPair> pairs;
    try {
      pairs = key.pairs();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    File home = new File(System.getProperty("user.home"));
    var builder =
        new SshdSessionFactoryBuilder()
            .setPreferredAuthentications("publickey")
            .setHomeDirectory(home)
            .setSshDirectory(new File(home, ".ssh"))
            .setDefaultKeysProvider(folder -> pairs);
    if (key.knownHosts() != null) {
      var known = new KnownHosts(key.knownHosts());
      builder.setServerKeyDatabase((folder, ssh) -> known);
    }
    return builder.build(null);
  }
}

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
 * The access to a remote repository: only to URLs that the operator allows, and with the stored credential.
 *
 * @param git the settings for remote repositories
 * @param login the credential; null for none
 */
record GitAccess(String url, WorkspaceProperties.Git git, @Nullable Login login) {

  int seconds() {
    return Math.toIntExact(git.timeout().toSeconds());
  }

  /**
   * Checks the URL again before a connection, since the addresses of host names change.
   *
   * @throws IOException if access to the URL is not allowed or the SSH key is invalid
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

  /** Configures a transport with the URL checks and the credential. */
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

  /** Checks the URL of every connection that a transport opens, including redirects. */
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
        throw new IOException("%s redirects to %s, which %s".formatted(url, to, fault.get()));
      }
      if (login != null && !to.getHost().equalsIgnoreCase(URI.create(url).getHost())) {
        throw new IOException(
            "%s redirects to the host %s; credentials are not sent to another host"
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

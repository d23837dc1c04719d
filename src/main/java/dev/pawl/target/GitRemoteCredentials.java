package dev.pawl.target;

import dev.pawl.credential.GitCredential;
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
 * @param settings the settings for remote repositories
 * @param credential the credential; null for none
 */
record GitRemoteCredentials(
    String url, WorkspaceProperties.Git settings, @Nullable GitCredential credential) {

  int timeoutSeconds() {
    return Math.toIntExact(settings.timeout().toSeconds());
  }

  /**
   * Checks the URL again before a connection, since the addresses of host names change.
   *
   * @throws IOException if access to the URL is not allowed or the SSH key is invalid
   */
  void checkAllowed() throws IOException {
    Optional<String> fault = settings.rejectionReason(url);
    if (fault.isPresent()) {
      throw new IOException(url + " " + fault.get());
    }
    if (credential instanceof GitCredential.SshKey key) {
      key.loadKeyPairs();
    }
  }

  /** Configures a transport with the URL checks and the credential. */
  void configure(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new CheckedConnectionFactory());
      if (credential instanceof GitCredential.Token(String username, String token)) {
        http.setCredentialsProvider(new UsernamePasswordCredentialsProvider(username, token));
      }
    } else if (transport instanceof SshTransport ssh
        && credential instanceof GitCredential.SshKey key) {
      ssh.setSshSessionFactory(sshSessionFactory(key));
    }
  }

  /** Checks the URL of every connection that a transport opens, including redirects. */
  private final class CheckedConnectionFactory implements HttpConnectionFactory {

    private final HttpConnectionFactory factory = new JDKHttpConnectionFactory();

    @Override
    public HttpConnection create(URL to) throws IOException {
      return checkedFactory(to).create(to);
    }

    @Override
    public HttpConnection create(URL to, Proxy proxy) throws IOException {
      return checkedFactory(to).create(to, proxy);
    }

    private HttpConnectionFactory checkedFactory(URL to) throws IOException {
      Optional<String> fault = settings.rejectionReason(to.toString());
      if (fault.isPresent()) {
        throw new IOException("%s redirects to %s, which %s".formatted(url, to, fault.get()));
      }
      if (credential != null && !to.getHost().equalsIgnoreCase(URI.create(url).getHost())) {
        throw new IOException(
            "%s redirects to the host %s; credentials are not sent to another host"
                .formatted(url, to.getHost()));
      }
      return factory;
    }
  }

  private static SshdSessionFactory sshSessionFactory(GitCredential.SshKey key) {
    List<KeyPair> pairs;
    try {
      pairs = key.loadKeyPairs();
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
      var serverKeys = new KnownHosts(key.knownHosts());
      builder.setServerKeyDatabase((folder, ssh) -> serverKeys);
    }
    return builder.build(null);
  }
}

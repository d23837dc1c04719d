package dev.pawl.target;

import dev.pawl.credential.GitCredential;
import dev.pawl.credential.KnownHost;
import dev.pawl.network.GitUrl;
import java.io.File;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.KeyPair;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** The access to a remote repository: only to URLs that the operator allows, and with the stored credential. */
final class GitRemoteCredentials {

  private final GitUrl url;
  private final WorkspaceProperties.Git settings;
  private final @Nullable GitCredential credential;
  private List<KeyPair> keyPairs = List.of();
  private @Nullable KnownHosts knownHosts;

  /**
   * Creates the access.
   *
   * @param settings the settings for remote repositories
   * @param credential the credential; null for none
   */
  GitRemoteCredentials(
      GitUrl url, WorkspaceProperties.Git settings, @Nullable GitCredential credential) {
    this.url = url;
    this.settings = settings;
    this.credential = credential;
  }

  /** Returns the credential; null for none. */
  @Nullable GitCredential credential() {
    return credential;
  }

  WorkspaceProperties.Git settings() {
    return settings;
  }

  int timeoutSeconds() {
    return Math.toIntExact(Math.max(1, settings.timeout().toSeconds()));
  }

  /** Returns the address to connect to, with the user name of the credential unless the URL has one. */
  URIish address() throws IOException {
    try {
      URIish address = parse(url);
      return address.getUser() == null && credential instanceof GitCredential.SshKey key
          ? address.setUser(key.username())
          : address;
    } catch (URISyntaxException e) {
      throw GitRemoteException.permanent(url + " is not a URL: " + e.getReason(), e);
    }
  }

  /**
   * Returns the address that the library connects to.
   *
   * @throws URISyntaxException if the library, whose rules differ, reads another server than the one that was checked: in
   *     {@code ssh://checked.example?@other.example/}, it would find a user before the {@code @}
   */
  static URIish parse(GitUrl url) throws URISyntaxException {
    URI uri = url.uri();
    String scheme = uri.getScheme();
    String text = url.text();
    if (scheme != null && text.regionMatches(true, 0, scheme + ":", 0, scheme.length() + 1)) {
      // The library knows lower-case schemes only.
      text = scheme.toLowerCase(Locale.ROOT) + text.substring(scheme.length());
    }
    var address = new URIish(text);
    boolean sameServer =
        Objects.equals(withoutBrackets(address.getHost()), withoutBrackets(uri.getHost()))
            && address.getPort() == uri.getPort()
            && Objects.equals(userInfo(address), uri.getUserInfo());
    if (!sameServer) {
      throw new URISyntaxException(text, "The server is ambiguous");
    }
    return address;
  }

  private static @Nullable String userInfo(URIish address) {
    return address.getPass() == null
        ? address.getUser()
        : address.getUser() + ":" + address.getPass();
  }

  private static @Nullable String withoutBrackets(@Nullable String host) {
    return host == null ? null : host.replaceAll("^\\[|]$", "");
  }

  /**
   * Checks the URL again before a connection, since the addresses of host names change.
   *
   * @throws IOException if access to the URL is not allowed, or the SSH key or the known hosts are invalid
   */
  void checkAllowed() throws IOException {
    Optional<String> fault = settings.rejectionReason(url.uri());
    if (fault.isPresent()) {
      throw GitRemoteException.permanent(url + " " + fault.get(), null);
    }
    if (credential instanceof GitCredential.SshKey key) {
      try {
        keyPairs = key.loadKeyPairs();
        Optional<List<KnownHost>> hosts = key.parseKnownHosts();
        knownHosts = hosts.isEmpty() ? null : new KnownHosts(hosts.get());
      } catch (IOException e) {
        throw GitRemoteException.permanent("the credential for " + url + " " + e.getMessage(), e);
      }
    }
  }

  /** Configures a transport with the timeout, the URL checks and the credential. */
  void configure(Transport transport) {
    transport.setTimeout(timeoutSeconds());
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new CheckedConnectionFactory());
      if (credential instanceof GitCredential.Token(String username, String token)) {
        http.setCredentialsProvider(new UsernamePasswordCredentialsProvider(username, token));
      }
    } else if (transport instanceof SshTransport ssh
        && credential instanceof GitCredential.SshKey) {
      ssh.setSshSessionFactory(sshSessionFactory());
    }
  }

  /** Returns why the key of the server was rejected; empty if it was not. */
  Optional<String> hostKeyRejection() {
    return Optional.ofNullable(knownHosts).flatMap(KnownHosts::rejection);
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
      URI destination;
      try {
        destination = to.toURI();
      } catch (URISyntaxException e) {
        throw GitRemoteException.permanent("%s redirects to %s".formatted(url, to), e);
      }
      Optional<String> fault = settings.rejectionReason(destination);
      if (fault.isPresent()) {
        throw GitRemoteException.permanent(
            "%s redirects to %s, which %s".formatted(url, to, fault.get()), null);
      }
      if (credential != null && !url.isSameOrigin(destination)) {
        throw GitRemoteException.permanent(
            "%s redirects to %s://%s; credentials are only sent to the same scheme, host and port"
                .formatted(url, destination.getScheme(), destination.getRawAuthority()),
            null);
      }
      return factory;
    }
  }

  private SshdSessionFactory sshSessionFactory() {
    File home = new File(System.getProperty("user.home"));
    List<KeyPair> pairs = keyPairs;
    var builder =
        new SshdSessionFactoryBuilder()
            .setPreferredAuthentications("publickey")
            .setHomeDirectory(home)
            .setSshDirectory(new File(home, ".ssh"))
            .setDefaultKeysProvider(folder -> pairs);
    KnownHosts serverKeys = knownHosts;
    if (serverKeys != null) {
      builder.setServerKeyDatabase((folder, ssh) -> serverKeys);
    }
    return builder.build(null);
  }
}

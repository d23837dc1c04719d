package dev.pawl.target;

import dev.pawl.credential.KnownHost;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/** Accepts only the server keys of a known_hosts file, without prompting for others. */
final class KnownHosts implements ServerKeyDatabase {

  private final List<KnownHost> hosts;
  private final AtomicReference<@Nullable String> rejection = new AtomicReference<>();

  KnownHosts(List<KnownHost> hosts) {
    this.hosts = hosts;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
    return matching(connectAddress, remoteAddress)
        .filter(host -> !host.isRevoked())
        .flatMap(host -> Optional.ofNullable(host.key()).stream())
        .toList();
  }

  /** Returns the lines for a server, by the name in the URL and by its address. */
  private Stream<KnownHost> matching(String connectAddress, InetSocketAddress remoteAddress) {
    List<SshdSocketAddress> addresses =
        List.of(
            parse(connectAddress, remoteAddress.getPort()),
            new SshdSocketAddress(remoteAddress.getHostString(), remoteAddress.getPort()));
    return hosts.stream()
        .filter(host -> !host.isAuthority())
        .filter(host -> addresses.stream().anyMatch(address -> matches(host.entry(), address)));
  }

  /** Parses {@code host} or {@code [host]:port}. */
  private static SshdSocketAddress parse(String address, int port) {
    int end = address.lastIndexOf("]:");
    return end > 0 && address.startsWith("[")
        ? new SshdSocketAddress(
            address.substring(1, end), Integer.parseInt(address.substring(end + 2)))
        : new SshdSocketAddress(address, port);
  }

  private static boolean matches(KnownHostEntry entry, SshdSocketAddress address) {
    return entry.isHostMatch(address.getHostName().toLowerCase(Locale.ROOT), address.getPort());
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration config,
      @Nullable CredentialsProvider provider) {
    List<KnownHost> lines = matching(connectAddress, remoteAddress).toList();
    boolean revoked =
        lines.stream()
            .anyMatch(line -> line.isRevoked() && KeyUtils.compareKeys(line.key(), serverKey));
    List<PublicKey> known = lookup(connectAddress, remoteAddress, config);
    if (!revoked && known.stream().anyMatch(key -> KeyUtils.compareKeys(key, serverKey))) {
      return true;
    }
    String presented =
        "%s %s".formatted(KeyUtils.getKeyType(serverKey), KeyUtils.getFingerPrint(serverKey));
    if (revoked) {
      rejection.set("the host key of %s is revoked: %s".formatted(connectAddress, presented));
    } else if (known.isEmpty()) {
      rejection.set(
          "known_hosts of the credential has no key of %s, which presented %s"
              .formatted(connectAddress, presented));
    } else {
      rejection.set(
          "the host key of %s has changed: it presented %s, which is not in known_hosts of the credential"
              .formatted(connectAddress, presented));
    }
    return false;
  }

  /** Returns why the key of the last server was rejected; empty if it was accepted. */
  Optional<String> rejection() {
    return Optional.ofNullable(rejection.get());
  }
}

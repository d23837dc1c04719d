package dev.pawl.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only the server keys of a known_hosts file, without prompting for others.
 *
 * @param lines the content of the known_hosts file
 */
record KnownHosts(String lines) implements ServerKeyDatabase {

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
    var keys = new ArrayList<PublicKey>();
    for (String line : lines.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
        if (entry.isHostMatch(remoteAddress.getHostString(), remoteAddress.getPort())) {
          keys.add(key(entry));
        }
      }
    }
    return keys;
  }

  private static PublicKey key(KnownHostEntry entry) {
    try {
      return entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("invalid line of the known_hosts file: " + entry, e);
    }
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration config,
      @Nullable CredentialsProvider provider) {
    return lookup(connectAddress, remoteAddress, config).stream()
        .anyMatch(knownKey -> KeyUtils.compareKeys(knownKey, serverKey));
  }
}

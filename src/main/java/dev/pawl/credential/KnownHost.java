package dev.pawl.credential;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/**
 * One line of a known_hosts file.
 *
 * @param entry the hosts, which may be hashed
 * @param key the key; null if its algorithm is not supported, so that it can never match
 */
public record KnownHost(KnownHostEntry entry, @Nullable PublicKey key) {

  /** Returns whether the line revokes the key instead of trusting it. */
  public boolean isRevoked() {
    return "revoked".equals(entry.getMarker());
  }

  /** Returns whether the key signs the keys of hosts; such certificates are not supported. */
  public boolean isAuthority() {
    return "cert-authority".equals(entry.getMarker());
  }

  /**
   * Parses a known_hosts file.
   *
   * @throws IOException if a line is no comment, and has no hosts or no key
   */
  static List<KnownHost> parse(String text) throws IOException {
    var hosts = new ArrayList<KnownHost>();
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
        hosts.add(
            new KnownHost(
                entry,
                entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING)));
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        throw new IOException(
            "line %d is not a line of a known_hosts file: hosts, algorithm and key are required"
                .formatted(number),
            e);
      }
    }
    if (hosts.isEmpty()) {
      throw new IOException("contains no host key");
    }
    return hosts;
  }
}

package dev.pawl.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** The secret for access to a git remote. */
public sealed interface GitCredential {

  /** A user name and a token, for http and https. */
  record Token(String username, String token) implements GitCredential {
    @Override
    public String toString() {
      return "Token[username=%s]".formatted(username);
    }
  }

  /**
   * A private key, for ssh.
   *
   * @param privateKey the private key in OpenSSH or PEM format, without a passphrase
   * @param knownHosts the host keys of the server, as lines of a known_hosts file; those of the system if absent
   */
  record SshKey(String username, String privateKey, @Nullable String knownHosts)
      implements GitCredential {
    /**
     * Parses the private key.
     *
     * @throws IOException if there is no key, or it cannot be read or needs a passphrase
     */
    public List<KeyPair> loadKeyPairs() throws IOException {
      try (var in = new ByteArrayInputStream(privateKey.getBytes(StandardCharsets.UTF_8))) {
        var keyPairs = new ArrayList<KeyPair>();
        Iterable<KeyPair> loaded =
            SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), in, null);
        if (loaded != null) {
          loaded.forEach(keyPairs::add);
        }
        if (keyPairs.isEmpty()) {
          throw new IOException("is not a private key in OpenSSH or PEM format");
        }
        return keyPairs;
      } catch (GeneralSecurityException | RuntimeException e) {
        throw new IOException("cannot be read as a private key without a passphrase", e);
      }
    }

    @Override
    public String toString() {
      return "Key[username=%s]".formatted(username);
    }
  }
}

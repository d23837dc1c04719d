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

/** What a remote repository wants to see. */
public sealed interface Login {

  /** A name and a token, over https. */
  record Token(String username, String token) implements Login {
    @Override
    public String toString() {
      return "Token[username=%s]".formatted(username);
    }
  }

  /**
   * A key, over ssh.
   *
   * @param privateKey as OpenSSH or PEM writes it, without a passphrase
   * @param knownHosts the keys of the server, as lines of a known_hosts file; those that the system knows when absent
   */
  record Key(String username, String privateKey, @Nullable String knownHosts) implements Login {
    /**
     * The keys as Java knows them.
     *
     * @throws IOException when there is none, it cannot be read, or wants a passphrase
     */
    public List<KeyPair> pairs() throws IOException {
      try (var in = new ByteArrayInputStream(privateKey.getBytes(StandardCharsets.UTF_8))) {
        var found = new ArrayList<KeyPair>();
        Iterable<KeyPair> read =
            SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), in, null);
        if (read != null) {
          read.forEach(found::add);
        }
        if (found.isEmpty()) {
          throw new IOException("is no private key that OpenSSH or PEM writes");
        }
        return found;
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

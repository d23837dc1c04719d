package dev.pawl.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
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
   * @param username the user name at the remote, unless the URL names one
   * @param privateKey the private key in OpenSSH or PEM format
   * @param passphrase the passphrase of the private key; null if it has none
   * @param knownHosts the host keys of the server, as lines of a known_hosts file; those of the system if absent
   */
  record SshKey(
      String username, String privateKey, @Nullable String passphrase, @Nullable String knownHosts)
      implements GitCredential {

    /** Matches the header of an encrypted key in PEM format. */
    private static final Pattern ENCRYPTED_PEM =
        Pattern.compile("-----BEGIN ENCRYPTED PRIVATE KEY-----|(?m)^Proc-Type: *4, *ENCRYPTED");

    /**
     * Parses the private key.
     *
     * @throws IOException if there is no key, or it cannot be read, or its passphrase is missing or wrong
     */
    public List<KeyPair> loadKeyPairs() throws IOException {
      // A key that was copied from a file of another system, or into a form, has other line ends.
      String text = privateKey.strip().replace("\r\n", "\n") + "\n";
      var passphraseRequested = new AtomicBoolean(ENCRYPTED_PEM.matcher(text).find());
      FilePasswordProvider passwords =
          (session, resource, retry) -> {
            passphraseRequested.set(true);
            return passphrase;
          };
      try (var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
        var keyPairs = new ArrayList<KeyPair>();
        Iterable<KeyPair> loaded =
            SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), in, passwords);
        if (loaded != null) {
          loaded.forEach(keyPairs::add);
        }
        if (keyPairs.isEmpty()) {
          throw new IOException("is not a private key in OpenSSH or PEM format");
        }
        return keyPairs;
      } catch (GeneralSecurityException | IOException | RuntimeException e) {
        throw new IOException(faultOf(passphraseRequested.get(), e), e);
      }
    }

    private String faultOf(boolean encrypted, Exception cause) {
      if (encrypted && passphrase == null) {
        return "has a passphrase; send it as passphrase, or remove it with ssh-keygen -p";
      }
      if (encrypted) {
        return "cannot be decrypted with the given passphrase";
      }
      String message = String.valueOf(cause.getMessage());
      return message.startsWith("is not ")
          ? message
          : "cannot be read as a private key in OpenSSH or PEM format";
    }

    /**
     * Parses the known host keys; empty if those of the system apply.
     *
     * @throws IOException if a line cannot be read
     */
    public Optional<List<KnownHost>> parseKnownHosts() throws IOException {
      return knownHosts == null ? Optional.empty() : Optional.of(KnownHost.parse(knownHosts));
    }

    @Override
    public String toString() {
      return "SshKey[username=%s]".formatted(username);
    }
  }
}

package dev.pawl.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlTest;
import dev.pawl.credential.Credential.Kind;
import dev.pawl.credential.CredentialService.CredentialData;
import dev.pawl.credential.CredentialService.Reencryption;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Replaces the encryption key of credentials step by step, as on the nodes of a cluster. */
@PawlTest
class CredentialRotationTests {

  private static final String OLD_KEY = "old-0123456789abcdef0123456789abcdef";
  private static final String NEW_KEY = "new-0123456789abcdef0123456789abcdef";
  private static final String URL = "https://git.rotation.example/";

  @Autowired CredentialRepository repository;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;

  private CredentialService node(String key, @Nullable String previousKey) {
    return new CredentialService(
        repository, new CredentialProperties(key, previousKey), Clock.systemUTC());
  }

  private void store(CredentialService node, String name) {
    transaction.executeWithoutResult(status ->
        node.store(
            new CredentialData(name, URL + name, Kind.TOKEN, "git", "secret-" + name, null, null),
            "test"));
  }

  private Reencryption reencrypt(CredentialService node) {
    return transaction.execute(status -> node.reencrypt());
  }

  private static boolean reads(CredentialService node, String name) {
    return node.findForUrl(URL + name)
        .filter(new GitCredential.Token("git", "secret-" + name)::equals)
        .isPresent();
  }

  @AfterEach
  void deleteCredentials() {
    jdbc.sql("delete from credential").update();
  }

  @Test
  void reencryptsWithTheCurrentKey() {
    CredentialService before = node(OLD_KEY, null);
    store(before, "one");
    CredentialService during = node(NEW_KEY, OLD_KEY);
    store(during, "two");
    assertThat(reads(during, "one")).as("under the previous key").isTrue();

    assertThat(reencrypt(during)).isEqualTo(new Reencryption(1, 1, List.of()));

    CredentialService after = node(NEW_KEY, null);
    assertThat(reads(after, "one")).isTrue();
    assertThat(reads(after, "two")).isTrue();
    assertThat(reads(before, "one")).as("the old key is of no use any more").isFalse();
    assertThat(reencrypt(during)).isEqualTo(new Reencryption(0, 2, List.of()));
  }

  @Test
  void namesTheCredentialsOfUnknownKeys() {
    store(node("lost-0123456789abcdef0123456789abcdef", null), "lost");
    store(node(OLD_KEY, null), "one");

    assertThat(reencrypt(node(NEW_KEY, OLD_KEY)))
        .isEqualTo(new Reencryption(1, 0, List.of("lost")));
    assertThat(reads(node(NEW_KEY, null), "lost")).isFalse();
    assertThat(reads(node(NEW_KEY, null), "one")).isTrue();
  }
}

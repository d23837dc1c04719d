package dev.pawl.credential;

import dev.pawl.credential.Credential.Kind;
import dev.pawl.credential.CredentialService.CredentialData;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Creates a credential service for tests without a server. */
public final class TestCredentials {

  private TestCredentials() {}

  /** Returns a service without an encryption key, and so without credentials. */
  public static CredentialService none() {
    return new CredentialService(
        unusedRepository(), new CredentialProperties(null, null), Clock.systemUTC());
  }

  private static CredentialRepository unusedRepository() {
    return (CredentialRepository)
        Proxy.newProxyInstance(
            TestCredentials.class.getClassLoader(),
            new Class<?>[] {CredentialRepository.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("Without an encryption key, there are no credentials");
            });
  }

  /** Returns a service with one token. */
  public static CredentialService withToken(String name, String token) {
    return with(name, Kind.TOKEN, token);
  }

  /** Returns a service with one private key. */
  public static CredentialService withPrivateKey(String name, String privateKey) {
    return with(name, Kind.SSH_KEY, privateKey);
  }

  private static CredentialService with(String name, Kind kind, String secret) {
    var service =
        new CredentialService(
            memoryRepository(), new CredentialProperties("k".repeat(32), null), Clock.systemUTC());
    service.store(
        new CredentialData(name, "https://git.example.com/", kind, "git", secret, null, null),
        "test");
    return service;
  }

  /** Returns a repository that keeps the last credential in memory. */
  private static CredentialRepository memoryRepository() {
    var stored = new AtomicReference<StoredCredential>();
    return (CredentialRepository)
        Proxy.newProxyInstance(
            TestCredentials.class.getClassLoader(),
            new Class<?>[] {CredentialRepository.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "save" -> {
                    stored.set((StoredCredential) arguments[0]);
                    yield arguments[0];
                  }
                  case "findByName", "findByOrderByUrl" -> List.of(stored.get());
                  default -> null;
                });
  }
}

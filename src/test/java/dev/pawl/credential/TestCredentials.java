package dev.pawl.credential;

import java.lang.reflect.Proxy;
import java.time.Clock;

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
}

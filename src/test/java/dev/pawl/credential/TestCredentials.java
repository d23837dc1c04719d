package dev.pawl.credential;

import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Creates a credential service for tests without a server. */
public final class TestCredentials {

  private TestCredentials() {}

  /** Returns a service without an encryption key, and so without credentials. */
  public static CredentialService none() {
    return new CredentialService(
        JdbcClient.create(new DriverManagerDataSource()),
        new CredentialProperties(null),
        Clock.systemUTC());
  }
}

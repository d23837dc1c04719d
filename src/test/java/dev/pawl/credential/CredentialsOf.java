package dev.pawl.credential;

import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Creates a credential service for tests without a server. */
public final class CredentialsOf {

  private CredentialsOf() {}

  /** Returns a service without an encryption key, and so without credentials. */
  public static Credentials nobody() {
    return new Credentials(
        JdbcClient.create(new DriverManagerDataSource()),
        new CredentialProperties(null),
        Clock.systemUTC());
  }
}

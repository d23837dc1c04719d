package dev.pawl.credential;

import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Credentials without a server around them, for tests. */
public final class CredentialsOf {

  private CredentialsOf() {}

  /** Nobody has said any. */
  public static Credentials nobody() {
    return new Credentials(
        JdbcClient.create(new DriverManagerDataSource()),
        new CredentialProperties(null),
        Clock.systemUTC());
  }
}

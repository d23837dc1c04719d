package dev.pawl.startup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;

/** Waits for the database, refuses the schema of a newer version, and migrates the schema to that of this version. */
@Component
@EnableConfigurationProperties(StartupProperties.class)
class DatabaseMigration implements FlywayMigrationStrategy {

  private static final Logger log = LoggerFactory.getLogger(DatabaseMigration.class);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
  private static final String CONNECT_TIMEOUT_SECONDS = "10";

  private final StartupProperties properties;
  private final JdbcConnectionDetails connectionDetails;
  private final Map<String, String> driverProperties;

  DatabaseMigration(
      StartupProperties properties,
      JdbcConnectionDetails connectionDetails,
      Environment environment) {
    this.properties = properties;
    this.connectionDetails = connectionDetails;
    this.driverProperties =
        Binder.get(environment)
            .bind(
                "spring.datasource.hikari.data-source-properties",
                Bindable.mapOf(String.class, String.class))
            .orElse(Map.of());
  }

  @Override
  public void migrate(Flyway flyway) {
    awaitDatabase();
    requireKnownSchema(flyway);
    flyway.migrate();
  }

  /** Waits until the database accepts connections. Faults that do not pass, such as a wrong password, end it at once. */
  private void awaitDatabase() {
    long startedAt = System.nanoTime();
    Optional<SQLException> failure = findConnectionFailure();
    if (failure.isPresent()) {
      log.warn(
          "Database not reachable, waiting up to {} s (pawl.startup.database-timeout): {}",
          properties.databaseTimeout().toSeconds(),
          failure.get().getMessage());
    }
    while (failure.isPresent()) {
      Duration waited = Duration.ofNanos(System.nanoTime() - startedAt);
      if (waited.compareTo(properties.databaseTimeout()) >= 0 || Thread.interrupted()) {
        throw new StartupException(
            "The database could not be reached within %d s: %s"
                .formatted(properties.databaseTimeout().toSeconds(), failure.get().getMessage()),
            "Start the database, and check spring.datasource.url and the network. To wait longer,"
                + " set pawl.startup.database-timeout.",
            failure.get());
      }
      LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
      failure = findConnectionFailure();
      if (failure.isEmpty()) {
        log.info(
            "Database reachable after {} s",
            Duration.ofNanos(System.nanoTime() - startedAt).toSeconds());
      }
    }
  }

  /**
   * Returns why the database does not accept connections now; empty if it does. The connection does not belong to the pool,
   * which would log each failure with its stack trace.
   *
   * @throws CannotGetJdbcConnectionException if the failure will not pass
   */
  private Optional<SQLException> findConnectionFailure() {
    var settings = new Properties();
    settings.put("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    settings.putAll(driverProperties);
    put(settings, "user", connectionDetails.getUsername());
    put(settings, "password", connectionDetails.getPassword());
    try (Connection _ = DriverManager.getConnection(connectionDetails.getJdbcUrl(), settings)) {
      return Optional.empty();
    } catch (SQLException e) {
      if (mayPass(e)) {
        return Optional.of(e);
      }
      throw new CannotGetJdbcConnectionException("The database rejects connections", e);
    }
  }

  private static void put(Properties settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  /** Connection exceptions, too many connections, and a database that is starting, stopping or recovering. */
  private static boolean mayPass(SQLException exception) {
    String state = exception.getSQLState();
    return state != null
        && (state.startsWith("08") || state.equals("53300") || state.startsWith("57P"));
  }

  /** A node of an older version would write rows that a newer version does not understand. */
  private static void requireKnownSchema(Flyway flyway) {
    MigrationInfo[] migrations = flyway.info().all();
    Optional<MigrationVersion> applied = latest(migrations, MigrationState::isApplied);
    Optional<MigrationVersion> known = latest(migrations, MigrationState::isResolved);
    if (applied.isPresent() && known.isPresent() && applied.get().isNewerThan(known.get())) {
      throw new StartupException(
          "The database has schema version %s, but this version of Pawl knows only versions up to %s: a newer version of Pawl has used the database."
              .formatted(applied.get(), known.get()),
          "Start the newer version of Pawl. To return to this version, restore a backup that was"
              + " made before the upgrade.",
          null);
    }
  }

  private static Optional<MigrationVersion> latest(
      MigrationInfo[] migrations, Predicate<MigrationState> condition) {
    return Arrays.stream(migrations)
        .filter(migration -> condition.test(migration.getState()))
        .map(MigrationInfo::getVersion)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }
}

package dev.pawl.startup;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains the faults of a database that prevent the start, by their SQLSTATE. */
@Order(0)
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable failure, SQLException cause) {
    SQLException exception = findSqlException(failure).orElse(cause);
    String state = exception.getSQLState();
    if (state == null) {
      return null;
    }
    Explanation explanation = Explanation.of(state);
    return explanation == null
        ? null
        : new FailureAnalysis(
            "%s: %s".formatted(explanation.description, firstLine(exception)),
            explanation.action,
            exception);
  }

  /** Returns the innermost SQL exception, which is that of the driver. */
  static Optional<SQLException> findSqlException(Throwable failure) {
    SQLException found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        found = sql;
      }
    }
    return Optional.ofNullable(found);
  }

  private static String firstLine(SQLException exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
  }

  private enum Explanation {
    LOGIN(
        "The database rejects the user or the password",
        "Correct spring.datasource.username and spring.datasource.password, or the entry in"
            + " pg_hba.conf."),
    NO_DATABASE(
        "The database does not exist",
        "Create it (createdb), or correct its name in spring.datasource.url."),
    NO_RIGHT(
        "The database user has no right to create or change the tables",
        "As the owner of the database, run: grant usage, create on schema public to <user>. Or make"
            + " the user the owner of the database: alter database <database> owner to <user>."),
    READ_ONLY(
        "The database is read-only",
        "Connect to the primary server: add targetServerType=primary to spring.datasource.url, or"
            + " correct its host."),
    UNREACHABLE(
        "The database cannot be reached",
        "Start the database, and check spring.datasource.url and the network."),
    FULL("The database has no free disk space", "Free space on the disk of the database."),
    TOO_MANY_CONNECTIONS(
        "The database accepts no further connections",
        "Increase max_connections of the database, or reduce"
            + " spring.datasource.hikari.maximum-pool-size of the nodes.");

    private final String description;
    private final String action;

    Explanation(String description, String action) {
      this.description = description;
      this.action = action;
    }

    private static @Nullable Explanation of(String state) {
      return switch (state) {
        case "28P01", "28000" -> LOGIN;
        case "3D000" -> NO_DATABASE;
        // A schema that the user may not use does not exist for the user.
        case "42501", "3F000" -> NO_RIGHT;
        case "25006" -> READ_ONLY;
        case "53100" -> FULL;
        case "53300" -> TOO_MANY_CONNECTIONS;
        default -> state.startsWith("08") || state.startsWith("57P") ? UNREACHABLE : null;
      };
    }
  }
}

package dev.pawl.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Published when a request failed because of the state of the database, and not because of the request.
 *
 * @param reason the error of the database
 */
public record DatabaseFailed(String reason) {

  /**
   * The states for: no connection, insufficient resources such as a full disk, intervention by an operator, system
   * errors, a lock that was not released in time, read-only transactions, and transactions that idled too long.
   */
  private static final Pattern STATES =
      Pattern.compile("08...|53...|57P..|58...|55P03|25006|25P03");

  /** Returns the failure of the database that caused an exception, if there is one. */
  static Optional<DatabaseFailed> findIn(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failure && isDatabaseState(failure)) {
        return Optional.of(new DatabaseFailed(String.valueOf(failure.getMessage())));
      }
    }
    return Optional.empty();
  }

  private static boolean isDatabaseState(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLRecoverableException
        || state != null && STATES.matcher(state).matches();
  }
}

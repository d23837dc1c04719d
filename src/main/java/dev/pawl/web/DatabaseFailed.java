package dev.pawl.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * A failure because of the state of the database, and not because of what was asked for. Published when a request has failed so.
 *
 * @param reason the error of the database
 */
public record DatabaseFailed(String reason) {

  /** The {@code Retry-After} of the response, in seconds. */
  static final String RETRY_AFTER_SECONDS = "5";

  /** The SQL state of a failure to connect. */
  public static final String CONNECTION_FAILURE = "08001";

  /**
   * The states for: no connection, insufficient resources such as a full disk, intervention by an operator, system
   * errors, a lock that was not released in time, read-only transactions, and transactions that idled too long.
   */
  private static final Pattern STATES =
      Pattern.compile("08...|53...|57P..|58...|55P03|25006|25P03");

  /** The message of the connection pool, without a state, for a connection that has broken in use. */
  private static final String CLOSED = "Connection is closed";

  /** Returns the problem of a request that failed because of the database. */
  static ProblemDetail problem() {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE,
        "The database cannot be reached or written at the moment. Nothing was partially"
            + " applied; retry after the seconds in Retry-After.");
  }

  /** Returns the failure of the database that caused an exception, if there is one. */
  public static Optional<DatabaseFailed> findIn(Throwable exception) {
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
        || state == null && CLOSED.equals(failure.getMessage())
        || state != null && STATES.matcher(state).matches();
  }
}

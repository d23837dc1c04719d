package dev.pawl.engine.pipeline;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Distinguishes failures of the database, after which work is repeated, from defects. */
public final class DatabaseExceptions {

  private DatabaseExceptions() {}

  /** Returns whether the database is the cause of an exception. */
  public static boolean isCauseOf(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException
          || cause instanceof DataAccessException
          || cause instanceof TransactionException) {
        return true;
      }
    }
    return false;
  }
}

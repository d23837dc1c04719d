package dev.pawl.target;

import java.io.IOException;

/** Thrown when the scope of a workflow cannot be applied to its target, for example because its base does not exist. */
public class InvalidScopeException extends IOException {

  private static final long serialVersionUID = 1L;

  public InvalidScopeException(String message) {
    super(message);
  }

  /** Creates an exception about a revision, such as a branch; the reason continues the sentence. */
  static InvalidScopeException changedSince(String revision, String reason) {
    return new InvalidScopeException("changed_since %s %s".formatted(revision, reason));
  }

  /** Creates an exception about a revision that another failure has caused. */
  static InvalidScopeException changedSince(String revision, String reason, Throwable cause) {
    InvalidScopeException exception = changedSince(revision, reason);
    exception.initCause(cause);
    return exception;
  }
}

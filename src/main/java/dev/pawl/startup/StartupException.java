package dev.pawl.startup;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Thrown at startup if something is missing that the node requires; states what to do. */
final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String action;

  /**
   * Creates the exception.
   *
   * @param message what is wrong
   * @param action what to do
   */
  StartupException(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  /** Reports what is wrong and what to do. */
  @Order(Ordered.HIGHEST_PRECEDENCE)
  static final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, StartupException cause) {
      return new FailureAnalysis(cause.getMessage(), cause.action, cause);
    }
  }
}

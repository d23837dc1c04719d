package dev.pawl.forge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown when a forge cannot be reached or rejects a request. */
final class ForgeException extends Exception {

  private static final long serialVersionUID = 1;

  private final @Nullable Integer status;
  private final Duration pause;
  private final boolean rateLimited;

  /**
   * Creates the exception.
   *
   * @param status the HTTP status; null if there was no response
   * @param pause the minimum delay before the next request
   * @param rateLimited whether the forge rejected the request because there were too many, so that it is no failure
   */
  ForgeException(String message, @Nullable Integer status, Duration pause, boolean rateLimited) {
    super(message);
    this.status = status;
    this.pause = pause;
    this.rateLimited = rateLimited;
  }

  ForgeException(String message) {
    this(message, null, Duration.ZERO, false);
  }

  @Nullable Integer status() {
    return status;
  }

  boolean hasStatus(int expected) {
    return status != null && status == expected;
  }

  Duration pause() {
    return pause;
  }

  boolean isRateLimited() {
    return rateLimited;
  }
}

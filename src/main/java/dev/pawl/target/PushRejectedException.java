package dev.pawl.target;

import java.io.IOException;

/** Thrown if a remote repository does not accept a push, for example because of a hook or a protected branch. */
public final class PushRejectedException extends IOException {

  private static final long serialVersionUID = 1;
  private static final int MAX_LENGTH = 2000;

  private final boolean anonymous;

  /**
   * Creates the exception of a remote that denies access.
   *
   * @param anonymous whether no credential was sent
   */
  PushRejectedException(String branch, String reason, boolean anonymous) {
    super(shorten("the remote does not allow to push the branch %s: %s".formatted(branch, reason)));
    this.anonymous = anonymous;
  }

  /**
   * Creates the exception of a remote that rejects an update.
   *
   * @param reason the reason that the remote states
   * @param output the output of its hooks; may be empty
   */
  public PushRejectedException(String branch, String reason, String output) {
    super(
        shorten(
            output.isBlank()
                ? "the remote rejected the branch %s: %s".formatted(branch, reason)
                : "the remote rejected the branch %s: %s: %s"
                    .formatted(branch, reason, toLine(output))));
    this.anonymous = false;
  }

  /** Returns whether the push was denied because no credential is stored for the URL. */
  public boolean isAnonymous() {
    return anonymous;
  }

  /** Joins lines, without control characters such as colours, as the message is displayed in tables and logs. */
  private static String toLine(String output) {
    return output
        .replaceAll("\u001B\\[[0-9;]*[A-Za-z]", "")
        .lines()
        .map(line -> line.replaceAll("\\p{Cntrl}+", " ").strip())
        .filter(line -> !line.isEmpty())
        .reduce((first, second) -> first + "; " + second)
        .orElse("");
  }

  private static String shorten(String text) {
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
  }
}

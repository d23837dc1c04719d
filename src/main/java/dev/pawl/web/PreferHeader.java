package dev.pawl.web;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The preferences of a request (RFC 7240) that the API honours. */
public final class PreferHeader {

  /** The name of the request header. */
  public static final String NAME = "Prefer";

  /** The name of the response header that states the preference that was applied. */
  public static final String APPLIED = "Preference-Applied";

  private static final Duration MAX_WAIT = Duration.ofSeconds(600);
  private static final Pattern WAIT =
      Pattern.compile("(?i)(?:^|,)\\s*wait\\s*=\\s*(\"?)0*(\\d{1,9})\\1\\s*(?=[,;]|$)");

  private PreferHeader() {}

  /**
   * Returns the time to wait for the end of a workflow, of at most 600 seconds. As RFC 7240 requires, a preference that is
   * malformed is ignored, and not an error.
   *
   * @param value the value of the header; null if the request has none
   */
  public static Optional<Duration> parseWait(@Nullable String value) {
    Matcher matcher = WAIT.matcher(value == null ? "" : value);
    return matcher.find()
        ? Optional.of(
            Duration.ofSeconds(Math.min(Long.parseLong(matcher.group(2)), MAX_WAIT.toSeconds())))
        : Optional.empty();
  }

  /** Returns the value of the response header, such as {@code wait=30}. */
  public static String applied(Duration wait) {
    return "wait=" + wait.toSeconds();
  }
}

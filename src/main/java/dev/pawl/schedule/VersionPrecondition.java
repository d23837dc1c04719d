package dev.pawl.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The precondition of a change: the version in the {@code If-Match} header; any version if it is absent. */
record VersionPrecondition(@Nullable String ifMatch) {

  static String etag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Checks the precondition against the current version.
   *
   * @throws ScheduleConflictException if it does not hold
   */
  void requireMatch(long version) {
    boolean matches =
        ifMatch == null
            || Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag(version)));
    if (!matches) {
      throw ScheduleConflictException.versionMismatch(etag(version));
    }
  }
}

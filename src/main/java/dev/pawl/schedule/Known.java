package dev.pawl.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The precondition of a change: the version in the {@code If-Match} header; any version if it is absent. */
record Known(@Nullable String ifMatch) {

  static String etag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Checks the precondition against the current version.
   *
   * @throws Conflict if it does not hold
   */
  void check(long version) {
    boolean known =
        ifMatch == null
            || Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(etag(version)));
    if (!known) {
      throw Conflict.changed(etag(version));
    }
  }
}

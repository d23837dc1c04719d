package dev.pawl.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The version that a change is made of, as {@code If-Match} says it; any when it says nothing. */
record Known(@Nullable String ifMatch) {

  static String etag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * Checks that it is the one that is there.
   *
   * @throws Conflict when it is not
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

package dev.pawl.web;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The precondition of a change: the version in the {@code If-Match} header; any version if it is absent. */
public record VersionPrecondition(@Nullable String ifMatch) {

  /** Returns the ETag of a version. */
  public static String etag(long version) {
    return "\"" + version + "\"";
  }

  /** Returns whether the precondition holds for the current version. */
  public boolean matches(long version) {
    return ifMatch == null
        || Arrays.stream(ifMatch.split(","))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag(version)));
  }
}

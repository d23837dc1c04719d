package dev.pawl.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of detecting a tool for a target.
 *
 * @param version the exact version; part of the cache key of its results
 * @param program the command line that starts the tool; empty for a built-in tool
 * @param missing the reason why the tool is unavailable, if it is
 * @param leftOut what is ignored of the target's own configuration because the target is not trusted, if anything
 */
public record Detection(
    String version, List<String> program, @Nullable String missing, @Nullable String leftOut) {

  /** Creates the detection of a built-in tool. */
  public static Detection builtIn(String version) {
    return new Detection(version, List.of(), null, null);
  }

  /** Creates the detection of an available program. */
  public static Detection program(String version, List<String> program) {
    return new Detection(version, program, null, null);
  }

  /** Creates the detection of an unavailable tool. */
  public static Detection missing(String why) {
    return new Detection("", List.of(), why, null);
  }

  /** Returns this detection, with a note on what is ignored of the target's own configuration. */
  public Detection leavingOut(String what) {
    return new Detection(version, program, missing, what);
  }

  /** Returns whether the tool is available. */
  public boolean isPresent() {
    return missing == null;
  }
}

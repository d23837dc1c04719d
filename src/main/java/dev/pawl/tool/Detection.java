package dev.pawl.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is of a tool for a target.
 *
 * @param version exactly what it is; part of what its results are kept under
 * @param program how it is started; empty for what is built in
 * @param missing why it cannot be used, if it cannot
 * @param leftOut what of the target's own is not used because the target is not trusted, if anything (2-behaviour, 5.10)
 */
public record Detection(
    String version, List<String> program, @Nullable String missing, @Nullable String leftOut) {

  /** It is built in. */
  public static Detection builtIn(String version) {
    return new Detection(version, List.of(), null, null);
  }

  /** A program is there. */
  public static Detection program(String version, List<String> program) {
    return new Detection(version, program, null, null);
  }

  /** It cannot be used. */
  public static Detection missing(String why) {
    return new Detection("", List.of(), why, null);
  }

  /** The same, without something of the target's own. */
  public Detection leavingOut(String what) {
    return new Detection(version, program, missing, what);
  }

  /** Whether it can be used. */
  public boolean isPresent() {
    return missing == null;
  }
}

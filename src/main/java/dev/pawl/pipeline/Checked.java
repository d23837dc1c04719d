package dev.pawl.pipeline;

import java.util.List;

/**
 * The answer of a stage.
 *
 * @param detail what was looked at, or what does not hold
 * @param files that it does not hold for, relative to the target, as far as they are known
 */
record Checked(boolean passed, String detail, List<String> files) {

  static Checked passed(String detail) {
    return new Checked(true, detail, List.of());
  }

  static Checked failed(String detail) {
    return new Checked(false, detail, List.of());
  }

  static Checked failed(String detail, List<String> files) {
    return new Checked(false, detail, List.copyOf(files));
  }
}

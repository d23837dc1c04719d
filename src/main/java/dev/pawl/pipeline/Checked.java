package dev.pawl.pipeline;

import java.util.List;

/**
 * The result of a stage.
 *
 * @param detail the checked facts, or the reason of the failure
 * @param files the known files that caused the failure, relative to the target
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

package dev.pawl.engine.pipeline;

import java.util.List;

/**
 * The result of a stage.
 *
 * @param detail the checked facts, or the reason of the failure
 * @param files the known files that caused the failure, relative to the target
 */
record StageResult(boolean passed, String detail, List<String> files) {

  static StageResult passed(String detail) {
    return new StageResult(true, detail, List.of());
  }

  static StageResult failed(String detail) {
    return new StageResult(false, detail, List.of());
  }

  static StageResult failed(String detail, List<String> files) {
    return new StageResult(false, detail, List.copyOf(files));
  }
}

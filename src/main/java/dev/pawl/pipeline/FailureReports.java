package dev.pawl.pipeline;

import dev.pawl.command.Outcome;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates failure reports. */
final class FailureReports {

  private static final int LAST_WORDS = 3;
  private static final String USER = System.getProperty("user.name", "unknown");

  private FailureReports() {}

  static FailureReport of(Passage attempt, Stage stage, Checked checked, Instant now) {
    return new FailureReport(
        now,
        stage,
        type(checked.detail(), attempt.log().last()),
        checked.detail(),
        exitCode(attempt.outcomeOrNull()),
        checked.files(),
        attempt.tool(),
        attempt.log().last(),
        attempt.held().claim().node(),
        ProcessHandle.current().pid(),
        USER,
        attempt.workspace().folder().toString(),
        null,
        List.of());
  }

  /** Determines the type from the error message, or else from the last log lines. */
  private static FailureType type(String error, List<String> lines) {
    FailureType type = FailureType.of(error);
    int from = Math.max(0, lines.size() - LAST_WORDS);
    return type == FailureType.UNKNOWN
        ? FailureType.of(String.join("\n", lines.subList(from, lines.size())))
        : type;
  }

  static FailureReport nowhere(String node, Path folder, String message, Instant now) {
    return new FailureReport(
        now,
        Stage.EXECUTION,
        FailureType.of(message),
        message,
        null,
        List.of(),
        null,
        List.of(),
        node,
        ProcessHandle.current().pid(),
        USER,
        folder.toString(),
        null,
        List.of());
  }

  private static @Nullable Integer exitCode(@Nullable Outcome outcome) {
    String code = outcome == null ? null : outcome.facts().get(Outcome.EXIT_CODE);
    return code == null ? null : Integer.valueOf(code);
  }
}

package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandResult;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.RecoveryStrategy;
import dev.pawl.recovery.StepStage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates failure reports. */
final class FailureReportFactory {

  private static final int CLASSIFIED_LINES = 3;
  private static final String USER = System.getProperty("user.name", "unknown");

  private FailureReportFactory() {}

  static FailureReport create(
      AttemptContext attempt, StepStage stage, StageResult result, Instant now) {
    return new FailureReport(
        now,
        stage,
        attempt.isNetworkFailure()
            ? FailureType.NETWORK
            : classify(result.detail(), attempt.log().lastLines()),
        result.detail(),
        exitCode(attempt.outcomeOrNull()),
        result.files(),
        attempt.tool(),
        attempt.log().lastLines(),
        attempt.activeClaim().claim().node(),
        ProcessHandle.current().pid(),
        USER,
        attempt.workspace().folder().toString(),
        null,
        List.of());
  }

  /** Determines the type from the error message, or else from the last log lines. */
  private static FailureType classify(String error, List<String> lines) {
    FailureType type = FailureType.of(error);
    int from = Math.max(0, lines.size() - CLASSIFIED_LINES);
    return type == FailureType.UNKNOWN
        ? FailureType.of(String.join("\n", lines.subList(from, lines.size())))
        : type;
  }

  static FailureReport workspaceUnavailable(
      String node,
      Path folder,
      FailureType type,
      String message,
      @Nullable RecoveryStrategy strategy,
      Instant now) {
    return new FailureReport(
        now,
        StepStage.EXECUTION,
        type,
        message,
        null,
        List.of(),
        null,
        List.of(),
        node,
        ProcessHandle.current().pid(),
        USER,
        folder.toString(),
        strategy,
        List.of());
  }

  private static @Nullable Integer exitCode(@Nullable CommandResult outcome) {
    String code = outcome == null ? null : outcome.facts().get(CommandResult.EXIT_CODE);
    return code == null ? null : Integer.valueOf(code);
  }
}

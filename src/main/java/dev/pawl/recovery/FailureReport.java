package dev.pawl.recovery;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The details of a failed attempt.
 *
 * @param at the time of the failure
 * @param stage the stage that failed
 * @param type the type of failure, which determines the recovery strategies
 * @param message the error message
 * @param exitCode the exit code of the program, if one failed
 * @param files the known files that caused the failure, relative to the target
 * @param tool the tool that failed, if it is known
 * @param lastLines the last lines of the log, at most 20
 * @param node the node on which it occurred
 * @param process the process id of the node
 * @param user the operating-system user of the node
 * @param folder the folder of the workspace
 * @param strategy the selected recovery strategy
 * @param suggestions the actions that a person can take
 */
@Schema(name = "FailureReport")
public record FailureReport(
    Instant at,
    StepStage stage,
    FailureType type,
    String message,
    @Nullable Integer exitCode,
    List<String> files,
    @Nullable String tool,
    List<String> lastLines,
    String node,
    long process,
    String user,
    String folder,
    @Nullable RecoveryStrategy strategy,
    List<String> suggestions) {

  /** Returns a copy with the selected strategy and the suggestions for a person. */
  public FailureReport withStrategy(RecoveryStrategy chosen) {
    return new FailureReport(
        at,
        stage,
        type,
        message,
        exitCode,
        files,
        tool,
        lastLines,
        node,
        process,
        user,
        folder,
        chosen,
        FailureSuggestions.suggestionsFor(stage, type, "quality/verify".equals(tool)));
  }

  /** Creates the report of a step that is not run again because its attempts were lost with their nodes. */
  public static FailureReport lostWithNode(String message, String node, Instant now) {
    return new FailureReport(
        now,
        StepStage.EXECUTION,
        FailureType.UNKNOWN,
        message,
        null,
        List.of(),
        null,
        List.of(),
        node,
        // The process has ended, and so has what ran in it.
        0,
        System.getProperty("user.name", "unknown"),
        "",
        null,
        List.of(
            "look in the log of the node, and in that of its machine, for the reason why it ended: often memory that ran out",
            "run the command of the step manually in a copy of the target"));
  }
}

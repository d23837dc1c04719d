package dev.pawl.recovery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a failure (2-behaviour, 6.5).
 *
 * @param stage where the attempt ended
 * @param exitCode of the program, if one ended it
 * @param files that it failed on, relative to the target, as far as they are known
 * @param tool that failed, if one is known
 * @param lastLines of the log, at most 20
 * @param process the process of the node
 * @param folder the workspace
 * @param strategy what is done about it
 * @param suggestions what a person can do
 */
public record FailureReport(
    Instant at,
    Stage stage,
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
    @Nullable Strategy strategy,
    List<String> suggestions) {

  /** The same with what is done about it. */
  public FailureReport answered(Strategy chosen) {
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
        Suggestions.of(stage, type, "quality/verify".equals(tool)));
  }
}

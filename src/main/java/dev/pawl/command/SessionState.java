package dev.pawl.command;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state that the steps of a session share.
 *
 * @param filesModified the files that were modified by steps, or externally while a workflow ran; relative to the
 *     target
 * @param formattersUsed the commands that formatted files
 * @param lintResults the number of findings of the last check, by severity
 * @param qualityMetrics the last value of each reported metric, such as {@code max_complexity}
 * @param performanceStats the last duration of each step, in milliseconds
 * @param errorCounts the number of failures by step
 * @param warnings the most recent warnings, at most 200
 * @param previousResults the summaries of successful steps in order of completion, at most 200
 */
@Schema(name = "SharedState")
public record SessionState(
    SortedSet<String> filesModified,
    SortedSet<String> formattersUsed,
    SortedMap<String, Long> lintResults,
    SortedMap<String, Long> qualityMetrics,
    SortedMap<String, Long> performanceStats,
    SortedMap<String, Long> errorCounts,
    List<String> warnings,
    SequencedMap<String, String> previousResults) {

  private static final int MAX_WARNINGS = 200;
  private static final int MAX_RESULTS = 200;

  /** The empty state. */
  public static final SessionState EMPTY =
      new SessionState(
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          new LinkedHashMap<>());

  /** Returns a copy with externally changed files added. */
  public SessionState withModifiedFiles(Collection<String> files) {
    var all = new TreeSet<>(filesModified);
    all.addAll(files);
    return new SessionState(
        all,
        formattersUsed,
        lintResults,
        qualityMetrics,
        performanceStats,
        errorCounts,
        warnings,
        previousResults);
  }

  /** Creates the state that results from the given outcomes by step name. */
  public static SessionState of(Map<String, CommandResult> results) {
    SessionState state = EMPTY;
    for (Map.Entry<String, CommandResult> entry : results.entrySet()) {
      state = state.withResult(entry.getKey(), entry.getKey(), entry.getValue(), 0);
    }
    return state;
  }

  /**
   * Returns a copy that includes the outcome of one more step.
   *
   * @param durationMillis the duration of the step; not recorded if 0
   */
  public SessionState withResult(
      String step, String command, CommandResult result, long durationMillis) {
    var files = new TreeSet<>(filesModified);
    files.addAll(result.changed());
    var formatters = new TreeSet<>(formattersUsed);
    if (result.wordsOf(CommandResult.FIXER_PURPOSES).contains(CommandResult.FORMATTING)) {
      formatters.add(command);
    }
    var lint = new TreeMap<>(lintResults);
    var metrics = new TreeMap<>(qualityMetrics);
    var errors = new TreeMap<>(errorCounts);
    var results = new LinkedHashMap<>(previousResults);
    if (result.findFailure().isPresent()) {
      errors.merge(step, 1L, Long::sum);
    } else {
      results.remove(step);
      results.put(step, result.summary());
      result
          .metrics()
          .forEach((name, value) -> {
            if (name.equals("errors") || name.equals("warnings")) {
              lint.put(name, value);
            } else {
              metrics.put(name, value);
            }
          });
    }
    while (results.size() > MAX_RESULTS) {
      results.pollFirstEntry();
    }
    var performance = new TreeMap<>(performanceStats);
    if (durationMillis > 0) {
      performance.put(step, durationMillis);
    }
    var all = new ArrayList<>(warnings);
    result.warnings().forEach(warning -> all.add(step + ": " + warning));
    int dropped = Math.max(0, all.size() - MAX_WARNINGS);
    return new SessionState(
        files,
        formatters,
        lint,
        metrics,
        performance,
        errors,
        List.copyOf(all.subList(dropped, all.size())),
        results);
  }
}

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
public record SharedState(
    SortedSet<String> filesModified,
    SortedSet<String> formattersUsed,
    SortedMap<String, Long> lintResults,
    SortedMap<String, Long> qualityMetrics,
    SortedMap<String, Long> performanceStats,
    SortedMap<String, Long> errorCounts,
    List<String> warnings,
    SequencedMap<String, String> previousResults) {

  private static final int MOST_WARNINGS = 200;
  private static final int MOST_RESULTS = 200;

  /** The empty state. */
  public static final SharedState EMPTY =
      new SharedState(
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          new LinkedHashMap<>());

  /** Returns a copy with externally changed files added. */
  public SharedState alsoModified(Collection<String> files) {
    var all = new TreeSet<>(filesModified);
    all.addAll(files);
    return new SharedState(
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
  public static SharedState of(Map<String, Outcome> outcomes) {
    SharedState state = EMPTY;
    for (Map.Entry<String, Outcome> one : outcomes.entrySet()) {
      state = state.with(one.getKey(), one.getKey(), one.getValue(), 0);
    }
    return state;
  }

  /**
   * Returns a copy that includes the outcome of one more step.
   *
   * @param milliseconds the duration of the step; not recorded if 0
   */
  public SharedState with(String step, String command, Outcome outcome, long milliseconds) {
    var files = new TreeSet<>(filesModified);
    files.addAll(outcome.changed());
    var formatters = new TreeSet<>(formattersUsed);
    if (outcome.facts().getOrDefault("purpose", "").endsWith("LAYOUT")) {
      formatters.add(command);
    }
    var lint = new TreeMap<>(lintResults);
    var metrics = new TreeMap<>(qualityMetrics);
    var errors = new TreeMap<>(errorCounts);
    var results = new LinkedHashMap<>(previousResults);
    if (outcome.failed().isPresent()) {
      errors.merge(step, 1L, Long::sum);
    } else {
      results.remove(step);
      results.put(step, outcome.summary());
      outcome
          .metrics()
          .forEach((name, value) -> {
            if (name.equals("errors") || name.equals("warnings")) {
              lint.put(name, value);
            } else {
              metrics.put(name, value);
            }
          });
    }
    while (results.size() > MOST_RESULTS) {
      results.pollFirstEntry();
    }
    var performance = new TreeMap<>(performanceStats);
    if (milliseconds > 0) {
      performance.put(step, milliseconds);
    }
    var all = new ArrayList<>(warnings);
    outcome.warnings().forEach(warning -> all.add(step + ": " + warning));
    int dropped = Math.max(0, all.size() - MOST_WARNINGS);
    return new SharedState(
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

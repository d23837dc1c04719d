package dev.pawl.command;

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
 * What the steps of a session tell each other (2-behaviour, 7.1).
 *
 * @param filesModified by steps, or by others in the target while a workflow ran; relative to the target
 * @param formattersUsed the commands that laid files out
 * @param lintResults findings of the last check, by severity
 * @param qualityMetrics the last value of each count that a step reported, such as {@code max_complexity}
 * @param performanceStats how long each step took at last, in milliseconds
 * @param errorCounts failures by step
 * @param warnings what people should know
 * @param previousResults one line by each step that did its work, in the order in which they ended
 */
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

  /** What nobody has told anything. */
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

  /** The same, with files that others have changed. */
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

  /** What these outcomes tell, by step name. */
  public static SharedState of(Map<String, Outcome> outcomes) {
    SharedState state = EMPTY;
    for (Map.Entry<String, Outcome> one : outcomes.entrySet()) {
      state = state.with(one.getKey(), one.getKey(), one.getValue(), 0);
    }
    return state;
  }

  /**
   * The same after one more step.
   *
   * @param milliseconds how long it took; not told when 0
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

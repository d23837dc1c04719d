package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command.
 *
 * @param summary a one-line summary for display
 * @param findings the findings of its tools, in file order
 * @param changed the changed files, relative to the target
 * @param metrics the counts by name, such as {@code files_checked}
 * @param facts the values that later steps and reports need, by name, such as {@code branch}
 * @param warnings the problems that did not stop the command
 * @param failure the reason for the failure; absent for a success
 * @param coverage what was examined of each language; absent for a command that examines no files
 */
@Schema(name = "CommandResult")
public record CommandResult(
    String summary,
    List<Finding> findings,
    SortedSet<String> changed,
    SortedMap<String, Long> metrics,
    SortedMap<String, String> facts,
    List<String> warnings,
    @Nullable Failure failure,
    @Nullable Coverage coverage) {

  /** The fact with which a command requests a decision if the workflow is interactive. */
  public static final String REQUESTS_DECISION = "ask";

  /** The fact that holds the action after a failure that the configuration of a repository states for the step. */
  public static final String TARGET_ON_FAILURE = "target_on_failure";

  /** The fact that holds the exit code of the program that a command ran. */
  public static final String EXIT_CODE = "exit_code";

  /** The fact that holds the name of the program that ended with {@link #EXIT_CODE}. */
  public static final String PROGRAM = "program";

  /** The fact that lists the tools that succeeded, as names separated by spaces. */
  public static final String SUCCEEDED_TOOLS = "tools_worked";

  /** The fact that lists the tools that crashed while the command continued without them. */
  public static final String CRASHED_TOOLS = "tools_broken";

  /** The fact that marks a result that was reused without running the command. */
  public static final String REUSED = "known";

  /** The fact that lists the purposes of the fixers that a command ran, as words separated by spaces. */
  public static final String FIXER_PURPOSES = "purpose";

  /** The word in {@link #FIXER_PURPOSES} for fixers that format files. */
  public static final String FORMATTING = "LAYOUT";

  /** The metric that counts the findings that comments and annotations in the code suppress. */
  public static final String SUPPRESSED = "suppressed";

  /** The kinds of failures of a command. */
  @Schema(name = "FailureKind")
  public enum FailureKind {
    /** The target does not meet the preconditions of the command. */
    REFUSED,
    /** The tool or the command crashed. */
    BROKEN,
    /** The command exceeded its timeout. */
    TIMED_OUT,
    /** The result is not provably safe. */
    INTEGRITY,
    /** The target was changed externally while the workflow ran. */
    CONFLICT,
    /** The remote repository does not accept the result. */
    REJECTED,
    /** The engine failed, and not the command. */
    INTERNAL;

    /** Returns whether a retry cannot succeed. */
    public boolean isFinal() {
      return this == REFUSED || this == INTEGRITY || this == CONFLICT || this == REJECTED;
    }

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The reason why a command failed.
   *
   * @param kind the kind of failure
   * @param message the reason in plain words
   */
  @Schema(name = "CommandFailure")
  public record Failure(FailureKind kind, String message) {}

  /** Creates a success that has only a summary. */
  public static CommandResult success(String summary) {
    return new CommandResult(
        summary,
        List.of(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        null,
        null);
  }

  /** Creates a failure of the given kind. */
  public static CommandResult failure(FailureKind kind, String message) {
    return new CommandResult(
        message,
        List.of(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        new Failure(kind, message),
        null);
  }

  /** Returns the failure, or empty if the command succeeded. */
  public Optional<Failure> findFailure() {
    return Optional.ofNullable(failure);
  }

  /** Returns the words of a fact that lists words separated by spaces; empty if the fact is absent. */
  public Set<String> wordsOf(String fact) {
    return Arrays.stream(facts.getOrDefault(fact, "").split(" "))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns a copy with the given summary. */
  public CommandResult withSummary(String newSummary) {
    return new CommandResult(
        newSummary, findings, changed, metrics, facts, warnings, failure, coverage);
  }

  /** Returns a copy with the given metric set. */
  public CommandResult withMetric(String metric, long count) {
    var newFacts = new TreeMap<>(metrics);
    newFacts.put(metric, count);
    return new CommandResult(
        summary, findings, changed, newFacts, facts, warnings, failure, coverage);
  }

  /** Returns a copy with the given fact set. */
  public CommandResult withFact(String fact, String value) {
    var newFacts = new TreeMap<>(facts);
    newFacts.put(fact, value);
    return new CommandResult(
        summary, findings, changed, metrics, newFacts, warnings, failure, coverage);
  }

  /** Returns a copy with the given findings. */
  public CommandResult withFindings(List<Finding> newFindings) {
    return new CommandResult(
        summary, List.copyOf(newFindings), changed, metrics, facts, warnings, failure, coverage);
  }

  /** Returns a copy with the given files added to the changed files. */
  public CommandResult withChangedFiles(Iterable<String> files) {
    var newChanged = new TreeSet<>(changed);
    files.forEach(newChanged::add);
    return new CommandResult(
        summary, findings, newChanged, metrics, facts, warnings, failure, coverage);
  }

  /** Returns a copy with the given warnings added. */
  public CommandResult withWarnings(List<String> added) {
    var newWarnings = new ArrayList<>(warnings);
    newWarnings.addAll(added);
    return new CommandResult(
        summary, findings, changed, metrics, facts, List.copyOf(newWarnings), failure, coverage);
  }

  /** Returns a copy with the given coverage. */
  public CommandResult withCoverage(Coverage newCoverage) {
    return new CommandResult(
        summary, findings, changed, metrics, facts, warnings, failure, newCoverage);
  }
}

package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
 */
@Schema(name = "Outcome")
public record Outcome(
    String summary,
    List<Finding> findings,
    SortedSet<String> changed,
    SortedMap<String, Long> metrics,
    SortedMap<String, String> facts,
    List<String> warnings,
    @Nullable Failure failure) {

  /** The fact with which a command requests a decision if the workflow is interactive. */
  public static final String ASK = "ask";

  /** The fact that holds the exit code of the program that a command ran. */
  public static final String EXIT_CODE = "exit_code";

  /** The fact that lists the tools that succeeded, as names separated by spaces. */
  public static final String TOOLS_WORKED = "tools_worked";

  /** The fact that lists the tools that crashed while the command continued without them. */
  public static final String TOOLS_BROKEN = "tools_broken";

  /** The fact that marks a result that was reused without running the command. */
  public static final String KNOWN = "known";

  /** The kinds of failures of a command. */
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
    CONFLICT;

    /** Returns whether a retry cannot succeed. */
    public boolean isFinal() {
      return this == REFUSED || this == INTEGRITY || this == CONFLICT;
    }

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The reason why a command failed. */
  @Schema(name = "Failure")
  public record Failure(FailureKind kind, String message) {}

  /** Creates a success that has only a summary. */
  public static Outcome success(String summary) {
    return new Outcome(
        summary, List.of(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), List.of(), null);
  }

  /** Creates a failure of the given kind. */
  public static Outcome failure(FailureKind kind, String message) {
    return new Outcome(
        message,
        List.of(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        new Failure(kind, message));
  }

  /** Returns the failure, or empty if the command succeeded. */
  public Optional<Failure> failed() {
    return Optional.ofNullable(failure);
  }

  /** Returns a copy with the given summary. */
  public Outcome saying(String words) {
    return new Outcome(words, findings, changed, metrics, facts, warnings, failure);
  }

  /** Returns a copy with the given metric set. */
  public Outcome with(String metric, long count) {
    var more = new TreeMap<>(metrics);
    more.put(metric, count);
    return new Outcome(summary, findings, changed, more, facts, warnings, failure);
  }

  /** Returns a copy with the given fact set. */
  public Outcome with(String fact, String value) {
    var more = new TreeMap<>(facts);
    more.put(fact, value);
    return new Outcome(summary, findings, changed, metrics, more, warnings, failure);
  }

  /** Returns a copy with the given findings. */
  public Outcome withFindings(List<Finding> found) {
    return new Outcome(summary, List.copyOf(found), changed, metrics, facts, warnings, failure);
  }

  /** Returns a copy with the given files added to the changed files. */
  public Outcome withChanged(Iterable<String> files) {
    var all = new TreeSet<>(changed);
    files.forEach(all::add);
    return new Outcome(summary, findings, all, metrics, facts, warnings, failure);
  }

  /** Returns a copy with the given warnings added. */
  public Outcome withWarnings(List<String> added) {
    var all = new ArrayList<>(warnings);
    all.addAll(added);
    return new Outcome(summary, findings, changed, metrics, facts, List.copyOf(all), failure);
  }
}

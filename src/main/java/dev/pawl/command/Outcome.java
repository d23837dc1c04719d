package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
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
 * What came of a command.
 *
 * @param summary one line for people
 * @param findings what its tools reported, in file order
 * @param changed the files it changed, relative to the target
 * @param metrics counts by name, such as {@code files_checked}
 * @param facts what later steps and reports need to know, by name, such as {@code branch}
 * @param warnings what people should know although the command went on
 * @param failure why it did not do its work, if so
 */
public record Outcome(
    String summary,
    List<Finding> findings,
    SortedSet<String> changed,
    SortedMap<String, Long> metrics,
    SortedMap<String, String> facts,
    List<String> warnings,
    @Nullable Failure failure) {

  /** The fact by which a command asks for a decision where somebody is there to decide. */
  public static final String ASK = "ask";

  /** The fact by which a command says how the program ended that it ran. */
  public static final String EXIT_CODE = "exit_code";

  /** The fact by which a command says which of the tools that it uses did work; names with blanks between them. */
  public static final String TOOLS_WORKED = "tools_worked";

  /** The fact by which a command says which of the tools that it uses crashed, although it went on without them. */
  public static final String TOOLS_BROKEN = "tools_broken";

  /** The fact by which a command says that it did not run, because its result was known. */
  public static final String KNOWN = "known";

  /** What kind of no an outcome is. */
  public enum FailureKind {
    /** The target is not in a state to be worked on. */
    REFUSED,
    /** The tool or the command broke. */
    BROKEN,
    /** It took longer than it may. */
    TIMED_OUT,
    /** The result is not provably safe (2-behaviour, 5.5). */
    INTEGRITY,
    /** Somebody changed the target meanwhile (2-behaviour, 5.6). */
    CONFLICT;

    /** Whether trying again cannot help. */
    public boolean isFinal() {
      return this == REFUSED || this == INTEGRITY || this == CONFLICT;
    }

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a command did not do its work. */
  public record Failure(FailureKind kind, String message) {}

  /** A success that has nothing more to say. */
  public static Outcome success(String summary) {
    return new Outcome(
        summary, List.of(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), List.of(), null);
  }

  /** A failure of the given kind. */
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

  /** Why it failed; empty when it did its work. */
  public Optional<Failure> failed() {
    return Optional.ofNullable(failure);
  }

  /** The same in other words. */
  public Outcome saying(String words) {
    return new Outcome(words, findings, changed, metrics, facts, warnings, failure);
  }

  /** The same with one more count. */
  public Outcome with(String metric, long count) {
    var more = new TreeMap<>(metrics);
    more.put(metric, count);
    return new Outcome(summary, findings, changed, more, facts, warnings, failure);
  }

  /** The same with one more fact. */
  public Outcome with(String fact, String value) {
    var more = new TreeMap<>(facts);
    more.put(fact, value);
    return new Outcome(summary, findings, changed, metrics, more, warnings, failure);
  }

  /** The same with these findings. */
  public Outcome withFindings(List<Finding> found) {
    return new Outcome(summary, List.copyOf(found), changed, metrics, facts, warnings, failure);
  }

  /** The same with these files reported as changed. */
  public Outcome withChanged(Iterable<String> files) {
    var all = new TreeSet<>(changed);
    files.forEach(all::add);
    return new Outcome(summary, findings, all, metrics, facts, warnings, failure);
  }

  /** The same with these warnings added. */
  public Outcome withWarnings(List<String> added) {
    var all = new ArrayList<>(warnings);
    all.addAll(added);
    return new Outcome(summary, findings, changed, metrics, facts, List.copyOf(all), failure);
  }
}

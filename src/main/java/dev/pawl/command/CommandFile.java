package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Execution.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A command that a Markdown file defines (2-behaviour, 3.1 and 3.3). A workflow keeps it as it was when it was planned.
 *
 * @param name the file's path below its folder, without the ending
 * @param source the folder that it came from
 * @param modifies whether its changes are kept; then {@code writes} says where
 * @param writes globs of the files that it may change or create
 * @param allowedTools policy for programs and agents, such as {@code Bash(git add:*)}; {@code all} when not limited
 * @param compensate the command that takes back what it did outside of the workspace
 * @param onFailure what happens when it fails, unless the request says otherwise
 * @param cache whether its result may be used again for the same content
 * @param other keys that mean nothing here, as they were written
 * @param body the text after the front matter
 * @param diagnostics what is not as it should be
 */
public record CommandFile(
    String name,
    Source source,
    String description,
    Execution execution,
    boolean modifies,
    List<String> writes,
    List<String> dependencies,
    SortedMap<String, Severity> conflicts,
    List<String> allowedTools,
    Complexity complexity,
    List<String> agents,
    @Nullable Duration timeout,
    @Nullable String argumentHint,
    @Nullable String model,
    @Nullable String purpose,
    @Nullable String compensate,
    @Nullable String onFailure,
    boolean cache,
    SortedMap<String, String> other,
    String body,
    List<Diagnostic> diagnostics) {

  /** Whose folder a command file lies in. */
  public enum Source {
    /** The operator's own. */
    SERVER,
    /** A trusted target's. */
    TARGET;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether nothing keeps it from being executed. */
  @JsonIgnore
  public boolean isValid() {
    return diagnostics.stream().noneMatch(found -> found.severity() == Severity.ERROR);
  }

  /**
   * What a plan needs to know of it.
   *
   * @param used the built-in command that it uses, if so; whether that one modifies is taken over
   */
  public CommandSpec spec(@Nullable CommandSpec used) {
    boolean changes = execution.kind() == Kind.USES && used != null ? used.modifies() : modifies;
    Duration limit = timeout == null ? CommandSpec.DEFAULT_TIMEOUT : timeout;
    return new CommandSpec(
        name, description, changes, dependencies, conflicts, complexity, agents, limit);
  }
}

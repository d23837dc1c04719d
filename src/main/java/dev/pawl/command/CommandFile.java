package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandSpec.Complexity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A command that a Markdown file defines. A workflow stores the definition that was current when it was planned.
 *
 * @param name the path of the file below its folder, without the extension
 * @param source the origin of the folder that contains the file
 * @param modifies whether its changes are kept; {@code writes} then names the files
 * @param writes the globs of the files that it may change or create
 * @param allowedTools the policy for programs and agents, such as {@code Bash(git add:*)}; {@code all} if unrestricted
 * @param compensate the command that undoes its effects outside of the workspace
 * @param onFailure the action after a failure, unless the request overrides it
 * @param cache whether its result may be reused for the same content
 * @param findings how the output of its programs becomes findings; null if it does not
 * @param other the unknown keys of the front matter, as written
 * @param body the text after the front matter
 * @param diagnostics the problems in the file
 */
public record CommandFile(
    String name,
    Source source,
    String description,
    CommandFileExecution execution,
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
    @Nullable FindingOutput findings,
    SortedMap<String, String> other,
    String body,
    List<Diagnostic> diagnostics) {

  /** The origin of a folder of command files. */
  public enum Source {
    /** The folder of the operator. */
    SERVER,
    /** A folder of a trusted target. */
    TARGET;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns whether the file has no errors. */
  @JsonIgnore
  public boolean isValid() {
    return diagnostics.stream().noneMatch(diagnostic -> diagnostic.severity() == Severity.ERROR);
  }

  /**
   * Returns the command specification for planning.
   *
   * @param usedSpec the built-in command that it uses, if any; it determines whether this command modifies files
   */
  public CommandSpec toSpec(@Nullable CommandSpec usedSpec) {
    boolean modifiesFiles =
        execution.kind() == Kind.USES && usedSpec != null ? usedSpec.modifies() : modifies;
    Duration effectiveTimeout = timeout == null ? CommandSpec.DEFAULT_TIMEOUT : timeout;
    return new CommandSpec(
        name,
        description,
        modifiesFiles,
        dependencies,
        conflicts,
        complexity,
        agents,
        effectiveTimeout,
        execution.kind() == Kind.USES && usedSpec != null && compensate == null
            ? usedSpec.reads()
            : CommandSpec.Reads.TARGET);
  }
}

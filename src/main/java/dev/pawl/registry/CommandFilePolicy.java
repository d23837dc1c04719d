package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.Severity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what command files may execute on this server. */
record CommandFilePolicy(RegistryProperties properties, Collection<String> builtIn) {

  private static final Set<String> SHELLS =
      Set.of(
          "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "busybox",
          "pwsh");

  /** Returns the programs of the agents that a command file names. */
  List<List<String>> agentPrograms(CommandFile file) {
    return file.agents().stream()
        .map(role -> properties.agentCommands().getOrDefault(role, List.of()))
        .toList();
  }

  /**
   * Returns the reason why a command file must not be executed, or empty if it may be.
   *
   * @param programs the argument lists of the file after placeholder replacement
   */
  Optional<String> rejectionReason(CommandFile file, List<List<String>> programs) {
    if (!file.isValid()) {
      Diagnostic firstError =
          file.diagnostics().stream()
              .filter(diagnostic -> diagnostic.severity() == Severity.ERROR)
              .findFirst()
              .orElseThrow();
      String position =
          firstError.line() == 0
              ? ""
              : " (line %d, column %d)".formatted(firstError.line(), firstError.column());
      return Optional.of("is not valid: " + firstError.message() + position);
    }
    Optional<String> reason =
        switch (file.execution().kind()) {
          case USES -> checkUses(file.execution().uses());
          case PROGRAMS -> checkPrograms(file, programs);
          case SCRIPT -> checkScript(file);
          case AGENT -> checkAgents(file);
          case NONE ->
              Optional.of(
                  "is documentation: it has neither uses nor run, so there is nothing to execute");
        };
    return reason
        .or(() -> checkWrites(file))
        .or(() -> checkTimeout(file))
        .or(() -> checkDocumentation(file));
  }

  private Optional<String> checkUses(@Nullable String command) {
    return command != null && builtIn.contains(command)
        ? Optional.empty()
        : Optional.of("uses %s, which is not a built-in command".formatted(command));
  }

  private Optional<String> checkPrograms(CommandFile file, List<List<String>> programs) {
    for (List<String> program : programs) {
      if (program.isEmpty() || program.getFirst().startsWith("$")) {
        return Optional.of("takes the program to run from its arguments, which is not allowed");
      }
      if (!properties.allowShell() && program.stream().anyMatch(CommandFilePolicy::isShell)) {
        return Optional.of(
            "runs a shell (%s), which requires pawl.registry.allow-shell=true"
                .formatted(String.join(" ", program)));
      }
      if (!new AllowedTools(file.allowedTools()).allows(program)) {
        return Optional.of(
            "runs %s, which its allowed-tools do not permit: %s"
                .formatted(String.join(" ", program), String.join(", ", file.allowedTools())));
      }
    }
    return Optional.empty();
  }

  private Optional<String> checkScript(CommandFile file) {
    if (!properties.allowShell()) {
      return Optional.of("runs a shell script, which requires pawl.registry.allow-shell=true");
    }
    return new AllowedTools(file.allowedTools()).allows(List.of())
        ? Optional.empty()
        : Optional.of("runs a shell script, which its allowed-tools do not permit");
  }

  private Optional<String> checkAgents(CommandFile file) {
    return file.agents().stream()
        .filter(role -> !properties.agentCommands().containsKey(role))
        .findFirst()
        .map(role ->
            "needs an agent with the role %s; its program must be configured as pawl.registry.agent-commands.%s"
                .formatted(role, role));
  }

  private static Optional<String> checkWrites(CommandFile file) {
    return file.modifies() && file.writes().isEmpty() && file.execution().uses() == null
        ? Optional.of(
            "modifies files but does not declare which: writes must name globs such as src/**")
        : Optional.empty();
  }

  private static Optional<String> checkTimeout(CommandFile file) {
    return file.complexity() == CommandSpec.Complexity.COMPLEX && file.timeout() == null
        ? Optional.of("is complex but declares no timeout, such as timeout: 20m")
        : Optional.empty();
  }

  private static Optional<String> checkDocumentation(CommandFile file) {
    return file.description().isBlank() || file.body().isBlank()
        ? Optional.of("is not documented: describe below the front matter what it does")
        : Optional.empty();
  }

  private static boolean isShell(String argument) {
    try {
      Path name = Path.of(argument).getFileName();
      return name != null && SHELLS.contains(name.toString());
    } catch (InvalidPathException e) {
      return false;
    }
  }
}

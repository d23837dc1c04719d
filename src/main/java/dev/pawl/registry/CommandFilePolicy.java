package dev.pawl.registry;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.Severity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what command files may execute on this server. */
record CommandFilePolicy(RegistryProperties properties, Collection<String> builtIn) {

  private static final Set<String> SHELLS =
      Set.of(
          "sh", "bash", "rbash", "dash", "ash", "zsh", "rzsh", "ksh", "rksh", "mksh", "fish", "csh",
          "tcsh", "yash", "busybox", "toybox", "pwsh", "nu", "xonsh");

  /**
   * The options with which programs run code or commands that are arguments, by program. The list is not complete: many
   * other programs can start further ones, for example make.
   */
  private static final Map<String, Pattern> CODE_OPTIONS =
      Map.ofEntries(
          Map.entry("env", Pattern.compile("-[a-zA-Z0-9]*S.*|--split-string.*")),
          Map.entry("perl", Pattern.compile("-[a-zA-Z0-9]*[eE].*")),
          Map.entry("ruby", Pattern.compile("-[a-zA-Z0-9]*e.*")),
          Map.entry("python", Pattern.compile("-[a-zA-Z]*c.*")),
          Map.entry("node", Pattern.compile("-[a-z]*[ep].*|--(eval|print)(=.*)?")),
          Map.entry("php", Pattern.compile("-[a-z]*[rBRE].*|--(run|process-).*")),
          Map.entry("lua", Pattern.compile("-[a-z]*e.*")),
          Map.entry("git", Pattern.compile("-c.*|--config-env.*|--exec-path.*|--upload-pack.*")),
          Map.entry("find", Pattern.compile("-(exec|execdir|ok|okdir)")),
          Map.entry(
              "tar", Pattern.compile("--(checkpoint-action|to-command|use-compress-program).*")),
          Map.entry("awk", Pattern.compile(".*")));

  private static final Map<String, String> SAME_OPTIONS =
      Map.of("gawk", "awk", "mawk", "awk", "nawk", "awk", "nodejs", "node", "luajit", "lua");

  private static final Set<String> OPTIONS_ANYWHERE = Set.of("find", "tar", "awk");

  private static final Pattern VERSION_SUFFIX = Pattern.compile("[0-9.]+$");

  /** An option in the description of the expected arguments. */
  private static final Pattern OPTION_HINT = Pattern.compile("(^|[\\s\\[(|<])--?\\w.*");

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
      if (!properties.allowShell() && runsCodeInArguments(program)) {
        return Optional.of(
            "runs code or commands in the arguments of %s, which requires pawl.registry.allow-shell=true"
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

  /**
   * Returns the reason why the arguments of a request must not be passed to the programs of a command file, or empty if
   * they may be: an argument must not become an option of the program, unless the file expects options.
   */
  Optional<String> rejectionReason(CommandFile file, Arguments arguments) {
    String hint = file.argumentHint();
    if (hint != null && OPTION_HINT.matcher(hint).find()) {
      return Optional.empty();
    }
    for (List<String> program : file.execution().programs()) {
      for (String argument : program) {
        if (argument.equals("--")) {
          break;
        }
        if (argument.startsWith("-")) {
          continue;
        }
        Optional<String> option =
            arguments.replacePlaceholders(List.of(argument)).stream()
                .filter(replaced -> replaced.startsWith("-"))
                .findFirst();
        if (option.isPresent()) {
          return Optional.of(
              "does not accept the argument %s, which could be an option of %s; its run must contain \"--\" before %s, or its argument-hint must name the options"
                  .formatted(option.get(), program.getFirst(), argument));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether one of the words of a command line is a program, followed by an option with code for it. */
  private static boolean runsCodeInArguments(List<String> program) {
    for (int i = 0; i < program.size(); i++) {
      String name = programName(program.get(i));
      Pattern options = CODE_OPTIONS.get(name);
      if (options != null
          && optionsOf(name, program.subList(i + 1, program.size())).stream()
              .anyMatch(argument -> options.matcher(argument).matches())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the arguments that a program takes as its own options; those of a script or subcommand come after them. */
  private static List<String> optionsOf(String name, List<String> arguments) {
    if (OPTIONS_ANYWHERE.contains(name)) {
      return arguments;
    }
    int end = 0;
    while (end < arguments.size()
        && (arguments.get(end).startsWith("-") || end > 0 && arguments.get(end - 1).equals("-C"))) {
      end++;
    }
    return arguments.subList(0, end);
  }

  private static String programName(String argument) {
    String name = argument.substring(argument.lastIndexOf('/') + 1);
    name = VERSION_SUFFIX.matcher(name).replaceFirst("");
    return SAME_OPTIONS.getOrDefault(name, name);
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

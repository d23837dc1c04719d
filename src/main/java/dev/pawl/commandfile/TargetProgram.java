package dev.pawl.commandfile;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the program or script of a target that a command line runs, directly or by a program that runs others. */
final class TargetProgram {

  /** Programs that run the program in their arguments. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "env", "timeout", "nice", "ionice", "nohup", "setsid", "stdbuf", "time", "xargs",
          "unshare", "prlimit", "taskset", "chrt", "flock", "command", "exec");

  /** Programs that run the script in their first argument. */
  private static final Set<String> INTERPRETERS =
      Set.of(
          "sh",
          "bash",
          "dash",
          "ash",
          "zsh",
          "ksh",
          "mksh",
          "fish",
          "python",
          "pypy",
          "perl",
          "ruby",
          "node",
          "nodejs",
          "deno",
          "bun",
          "php",
          "lua",
          "luajit",
          "awk",
          "gawk",
          "mawk",
          "java",
          "tclsh",
          "Rscript",
          "pwsh",
          "osascript");

  private static final Pattern VERSION_SUFFIX = Pattern.compile("[0-9.]+$");

  /** The words before the program in the arguments of a wrapper: options, variables, numbers and durations. */
  private static final Pattern NOT_A_PROGRAM =
      Pattern.compile("-.*|\\w+=.*|[0-9][0-9.,x-]*[smhd]?");

  private TargetProgram() {}

  /**
   * Returns the program or script below a folder that a command line runs, if it runs one.
   *
   * @param folder the working directory, which contains the files of the target
   */
  static Optional<String> find(List<String> commandLine, Path folder) {
    List<String> words = commandLine;
    while (!words.isEmpty() && WRAPPERS.contains(name(words.getFirst()))) {
      words = words.stream().skip(1).dropWhile(NOT_A_PROGRAM.asMatchPredicate()).toList();
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String program = words.getFirst();
    if (program.contains("/") && isBelow(program, folder)) {
      return Optional.of(program);
    }
    return INTERPRETERS.contains(name(program))
        ? words.stream()
            .skip(1)
            .filter(word -> !word.startsWith("-"))
            .findFirst()
            .filter(word -> isBelow(word, folder) && Files.exists(folder.resolve(word)))
        : Optional.empty();
  }

  private static String name(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    return VERSION_SUFFIX.matcher(name).replaceFirst("");
  }

  private static boolean isBelow(String path, Path folder) {
    try {
      return folder.resolve(path).normalize().startsWith(folder);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}

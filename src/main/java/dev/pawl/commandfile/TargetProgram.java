package dev.pawl.commandfile;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /** The options whose value is the next word, by program. */
  private static final Map<String, Set<String>> OPTIONS_WITH_VALUE =
      Map.ofEntries(
          Map.entry("env", Set.of("-u", "--unset", "-C", "--chdir")),
          Map.entry("timeout", Set.of("-s", "--signal", "-k", "--kill-after")),
          Map.entry("nice", Set.of("-n", "--adjustment")),
          Map.entry("ionice", Set.of("-c", "--class", "-n", "--classdata")),
          Map.entry("stdbuf", Set.of("-i", "--input", "-o", "--output", "-e", "--error")),
          Map.entry("time", Set.of("-f", "--format", "-o", "--output")),
          Map.entry("xargs", Set.of("-I", "-n", "-P", "-L", "-d", "-a", "-E", "-s")),
          Map.entry("flock", Set.of("-w", "--timeout", "-E", "--conflict-exit-code")),
          Map.entry("exec", Set.of("-a")),
          Map.entry("python", Set.of("-W", "-X")),
          Map.entry("ruby", Set.of("-I", "-r")),
          Map.entry("php", Set.of("-d", "-c")),
          Map.entry("lua", Set.of("-l")),
          Map.entry("node", Set.of("-r", "--require", "--import", "--loader", "-C")),
          Map.entry("java", Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path")));

  /** The wrappers whose first argument is not the program: a lock file, and a mask of processors. */
  private static final Set<String> ARGUMENT_BEFORE_PROGRAM = Set.of("flock", "taskset");

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
      words = skipToProgram(words);
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String program = words.getFirst();
    if (program.contains("/") && isBelow(program, folder)) {
      return Optional.of(program);
    }
    String name = name(program);
    return INTERPRETERS.contains(name)
        ? findScript(name, words.subList(1, words.size()), folder)
        : Optional.empty();
  }

  /** Returns the words from the program that a wrapper runs. */
  private static List<String> skipToProgram(List<String> words) {
    String wrapper = name(words.getFirst());
    Set<String> withValue = OPTIONS_WITH_VALUE.getOrDefault(wrapper, Set.of());
    boolean skipsOne = ARGUMENT_BEFORE_PROGRAM.contains(wrapper);
    for (int i = 1; i < words.size(); i++) {
      if (withValue.contains(words.get(i))) {
        i++;
      } else if (words.get(i).startsWith("-")) {
        continue;
      } else if (skipsOne) {
        skipsOne = false;
      } else if (!NOT_A_PROGRAM.matcher(words.get(i)).matches()) {
        return words.subList(i, words.size());
      }
    }
    return List.of();
  }

  /** Returns the file of a target that an interpreter runs: its script, or one that an option names. */
  private static Optional<String> findScript(String name, List<String> arguments, Path folder) {
    Set<String> withValue = OPTIONS_WITH_VALUE.getOrDefault(name, Set.of());
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (name.equals("python") && word.equals("-m") && i + 1 < arguments.size()) {
        return findModule(arguments.get(i + 1), folder);
      }
      boolean isScript = !word.startsWith("-");
      String file = word;
      if (withValue.contains(word) && i + 1 < arguments.size()) {
        file = arguments.get(++i);
      } else if (!isScript) {
        file = word.substring(word.indexOf('=') + 1);
      }
      if (!file.startsWith("-") && isBelow(file, folder) && Files.exists(folder.resolve(file))) {
        return Optional.of(file);
      }
      if (isScript) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Returns the module of the target that Python would run instead of an installed one. */
  private static Optional<String> findModule(String module, Path folder) {
    String first = module.replaceFirst("\\..*", "");
    return Stream.of(first + ".py", first)
        .filter(file -> isBelow(file, folder) && Files.exists(folder.resolve(file)))
        .findFirst();
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

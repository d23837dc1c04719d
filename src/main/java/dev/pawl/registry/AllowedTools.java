package dev.pawl.registry;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code allowed-tools} policy of a command file, which restricts programs and is never executed itself. */
record AllowedTools(List<String> entries) {

  private static final Pattern BASH = Pattern.compile("Bash\\((.*)\\)");
  private static final Set<String> EVERYTHING = Set.of("all", "*", "Bash", "Bash(*)");

  /** Returns whether a program may run with these arguments. An entry with a {@code *} matches by its leading words. */
  boolean permit(List<String> program) {
    return entries.stream().anyMatch(entry -> permits(entry, program));
  }

  private static boolean permits(String entry, List<String> program) {
    if (EVERYTHING.contains(entry)) {
      return true;
    }
    Matcher bash = BASH.matcher(entry);
    if (!bash.matches()) {
      return false;
    }
    for (String pattern : bash.group(1).split(",", -1)) {
      String wanted = pattern.strip();
      boolean open = wanted.endsWith("*");
      String[] words = wanted.replaceAll("[:\\s]*\\*$", "").split("\\s+", -1);
      boolean begins =
          words.length <= program.size() && List.of(words).equals(program.subList(0, words.length));
      if (begins && (open || words.length == program.size())) {
        return true;
      }
    }
    return false;
  }
}

package dev.pawl.registry;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code allowed-tools} policy of a command file, which restricts programs and is never executed itself. */
record AllowedTools(List<String> entries) {

  private static final Pattern BASH = Pattern.compile("Bash\\((.*)\\)");
  private static final Set<String> ALLOW_ALL = Set.of("all", "*", "Bash", "Bash(*)");

  /** Returns whether a program may run with these arguments. An entry with a {@code *} matches by its leading words. */
  boolean allows(List<String> program) {
    return entries.stream().anyMatch(entry -> matches(entry, program));
  }

  private static boolean matches(String entry, List<String> program) {
    if (ALLOW_ALL.contains(entry)) {
      return true;
    }
    Matcher matcher = BASH.matcher(entry);
    if (!matcher.matches()) {
      return false;
    }
    for (String pattern : matcher.group(1).split(",", -1)) {
      String trimmed = pattern.strip();
      boolean wildcard = trimmed.endsWith("*");
      String[] words = trimmed.replaceAll("[:\\s]*\\*$", "").split("\\s+", -1);
      boolean matchesPrefix =
          words.length <= program.size() && List.of(words).equals(program.subList(0, words.length));
      if (matchesPrefix && (wildcard || words.length == program.size())) {
        return true;
      }
    }
    return false;
  }
}

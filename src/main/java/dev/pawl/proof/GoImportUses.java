package dev.pawl.proof;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which imports a Go file may need. Only a qualifier such as {@code fmt} in {@code fmt.Println} uses an import.
 * The name of a package is not always the end of its path, so that a qualifier that nothing explains may belong to any
 * import.
 */
final class GoImportUses {

  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

  private final Set<String> qualifiers = new HashSet<>();
  private final Set<String> unexplained;

  GoImportUses(TokenStream file) {
    Map<String, Integer> occurrences = new HashMap<>();
    Map<String, Integer> qualifying = new HashMap<>();
    List<String> tokens = file.tokens();
    for (int index = 0; index < tokens.size(); index++) {
      String token = tokens.get(index);
      boolean member = index > 0 && tokens.get(index - 1).equals(".");
      if (member || !NAME.matcher(token).matches()) {
        continue;
      }
      occurrences.merge(token, 1, Integer::sum);
      if (index + 1 < tokens.size() && tokens.get(index + 1).equals(".")) {
        qualifying.merge(token, 1, Integer::sum);
        qualifiers.add(token);
      }
    }
    unexplained = new HashSet<>(qualifiers);
    // A name that occurs on its own as well is declared in the file.
    unexplained.removeIf(name -> !Objects.equals(occurrences.get(name), qualifying.get(name)));
    file.imports().keySet().forEach(statement -> unexplained.removeAll(possibleNames(statement)));
  }

  /** Returns the first of some imports that the file may need. */
  Optional<String> findNeeded(Set<String> imports) {
    return imports.stream().filter(this::isNeeded).findFirst();
  }

  private boolean isNeeded(String statement) {
    Optional<String> alias = alias(statement);
    if (path(statement).equals("C") || alias.filter(Set.of("_", ".")::contains).isPresent()) {
      return true;
    }
    return possibleNames(statement).stream().anyMatch(qualifiers::contains)
        || alias.isEmpty() && !unexplained.isEmpty();
  }

  private static String path(String statement) {
    return statement.substring(statement.lastIndexOf(' ') + 1);
  }

  private static Optional<String> alias(String statement) {
    String[] words = statement.split(" ");
    return words.length == 3 ? Optional.of(words[1]) : Optional.empty();
  }

  /** Returns the names that the package of an import may have: its alias, or a part of its path. */
  private static Set<String> possibleNames(String statement) {
    Optional<String> alias = alias(statement);
    if (alias.isPresent()) {
      return Set.of(alias.get());
    }
    var names = new HashSet<String>();
    for (String part : path(statement).split("/")) {
      names.add(part.replaceAll("[^\\p{L}\\p{N}_]", "_"));
      names.add(part.replaceAll("[^\\p{L}\\p{N}_]", ""));
      names.addAll(Arrays.asList(part.split("[^\\p{L}\\p{N}_]+")));
    }
    return names;
  }
}

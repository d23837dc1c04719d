package dev.pawl.proof;

import dev.pawl.language.PythonImports.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Describes consecutive imports of Python independent of what formatters may change about them. */
final class PythonImportRun {

  private PythonImportRun() {}

  /**
   * Returns each imported name once, and the order of those imports that bind the same name or names that are not
   * known.
   */
  static List<String> describe(List<Binding> bindings) {
    var statements = new TreeSet<String>();
    var order = new ArrayList<String>();
    boolean hasWildcard = bindings.stream().anyMatch(Binding::isWildcard);
    var byName = new TreeMap<String, List<Binding>>();
    for (Binding binding : bindings) {
      statements.add(binding.statement());
      byName.computeIfAbsent(binding.name(), name -> new ArrayList<>()).add(binding);
    }
    if (hasWildcard) {
      bindings.stream().map(Binding::statement).forEach(order::add);
    } else {
      byName.values().stream()
          .filter(same -> same.stream().anyMatch(one -> one.conflictsWith(same.getFirst())))
          .forEach(same -> same.stream().map(Binding::statement).forEach(order::add));
    }
    var tokens = new ArrayList<String>(statements);
    String last = "";
    for (String statement : order) {
      if (!statement.equals(last)) {
        tokens.add("in order " + statement);
      }
      last = statement;
    }
    return tokens;
  }
}

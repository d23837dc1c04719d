package dev.pawl.builtin.analysis;

import dev.pawl.command.Quantity;

/**
 * The metrics of a method or a constructor with a body.
 *
 * @param name the name qualified with the enclosing types, such as {@code Outer.Inner.method}
 * @param complexity the cyclomatic complexity: 1 plus the number of branches
 */
record FunctionMetrics(String file, String name, int line, int endLine, int complexity) {

  int lines() {
    return endLine - line + 1;
  }

  String describe() {
    return "%s:%d %s %s".formatted(file, line, name, Quantity.of(lines(), "line"));
  }
}

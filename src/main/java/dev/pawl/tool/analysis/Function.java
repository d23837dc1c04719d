package dev.pawl.tool.analysis;

/**
 * A method or a constructor with a body.
 *
 * @param name with the names of the types around it, such as {@code Outer.Inner.method}
 * @param complexity 1 and one more for each way that the flow can take
 */
record Function(String file, String name, int line, int endLine, int complexity) {

  int lines() {
    return endLine - line + 1;
  }

  String text() {
    return "%s:%d %s %d lines".formatted(file, line, name, lines());
  }
}

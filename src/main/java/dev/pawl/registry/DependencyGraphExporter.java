package dev.pawl.registry;

import java.util.HashMap;
import java.util.Map;

/** Exports the dependency graph as text that other programs render. */
final class DependencyGraphExporter {

  private DependencyGraphExporter() {}

  /** Returns the graph in the <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid</a> format. */
  static String toMermaid(DependencyGraph graph) {
    Map<String, String> names = new HashMap<>();
    var text = new StringBuilder("graph LR\n");
    for (String command : graph.commands()) {
      names.put(command, "c" + names.size());
      text.append("  %s[\"%s\"]\n".formatted(names.get(command), command.replace("\"", "#quot;")));
    }
    for (String from : graph.commands()) {
      for (String to : graph.dependencies(from)) {
        text.append("  %s --> %s\n".formatted(names.get(from), names.get(to)));
      }
    }
    return text.toString();
  }

  /** Returns the graph in the <a href="https://graphviz.org/doc/info/lang.html">DOT</a> format of Graphviz. */
  static String toDot(DependencyGraph graph) {
    var text = new StringBuilder("digraph commands {\n  rankdir=LR;\n");
    for (String from : graph.commands()) {
      text.append("  %s;\n".formatted(quote(from)));
      for (String to : graph.dependencies(from)) {
        text.append("  %s -> %s;\n".formatted(quote(from), quote(to)));
      }
    }
    return text.append("}\n").toString();
  }

  private static String quote(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

package dev.pawl.dashboard;

import dev.pawl.registry.DependencyGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The layout of the dependency graph of commands, with dependencies to the left of their dependents.
 *
 * @param unconnected the commands without dependencies and dependents
 */
record DependencyGraphSvg(
    List<Box> boxes, List<Arrow> arrows, List<String> unconnected, int width, int height) {

  private static final int COLUMN_WIDTH = 250;
  private static final int ROW_HEIGHT = 44;
  static final int BOX_WIDTH = 190;
  static final int BOX_HEIGHT = 30;

  /** The box of a command. */
  record Box(String name, int x, int y) {}

  /** The arrow from a dependency to its dependent, as an SVG path. */
  record Arrow(String path) {}

  static DependencyGraphSvg of(DependencyGraph graph) {
    var columns = new HashMap<String, Integer>();
    graph.commands().forEach(command -> column(command, graph, columns, new HashSet<>()));
    var connected = new HashSet<String>();
    for (String command : graph.commands()) {
      if (!graph.dependencies(command).isEmpty()) {
        connected.add(command);
        connected.addAll(graph.dependencies(command));
      }
    }
    var rowsByColumn = new TreeMap<Integer, Integer>();
    var boxes = new ArrayList<Box>();
    var boxesByCommand = new HashMap<String, Box>();
    var unconnected = new ArrayList<String>();
    for (String command : graph.commands()) {
      if (connected.contains(command)) {
        int column = columns.getOrDefault(command, 0);
        int row = rowsByColumn.merge(column, 1, Integer::sum) - 1;
        var box = new Box(command, column * COLUMN_WIDTH + 4, row * ROW_HEIGHT + 4);
        boxes.add(box);
        boxesByCommand.put(command, box);
      } else {
        unconnected.add(command);
      }
    }
    int maxRows = rowsByColumn.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int width = rowsByColumn.isEmpty() ? 0 : rowsByColumn.lastKey() * COLUMN_WIDTH + BOX_WIDTH + 8;
    return new DependencyGraphSvg(
        boxes,
        arrows(graph, boxesByCommand),
        List.copyOf(unconnected),
        width,
        maxRows * ROW_HEIGHT + 8);
  }

  /** Returns the column of a command, one right of its rightmost dependency; cycles are cut where they close. */
  private static int column(
      String command, DependencyGraph graph, Map<String, Integer> columns, Set<String> path) {
    Integer column = columns.get(command);
    if (column != null || !path.add(command)) {
      return column == null ? 0 : column;
    }
    int rightmost = -1;
    for (String dependency : graph.dependencies(command)) {
      rightmost = Math.max(rightmost, column(dependency, graph, columns, path));
    }
    path.remove(command);
    columns.put(command, rightmost + 1);
    return rightmost + 1;
  }

  private static List<Arrow> arrows(DependencyGraph graph, Map<String, Box> boxesByCommand) {
    var arrows = new ArrayList<Arrow>();
    boxesByCommand.forEach((command, to) -> {
      for (String dependency : graph.dependencies(command)) {
        Box from = boxesByCommand.get(dependency);
        if (from != null && !isImplied(dependency, command, graph)) {
          int x = from.x() + BOX_WIDTH;
          int y = from.y() + BOX_HEIGHT / 2;
          int end = to.y() + BOX_HEIGHT / 2;
          int middle = (x + to.x()) / 2;
          arrows.add(
              new Arrow(
                  "M%d %d C%d %d %d %d %d %d"
                      .formatted(x, y, middle, y, middle, end, to.x(), end)));
        }
      }
    });
    return arrows;
  }

  /** Returns whether another dependency of a command depends on this one, so that its arrow would only cross others. */
  private static boolean isImplied(String dependency, String command, DependencyGraph graph) {
    return graph.dependencies(command).stream()
        .filter(other -> !other.equals(dependency))
        .anyMatch(other -> reaches(other, dependency, graph, new HashSet<>()));
  }

  private static boolean reaches(
      String from, String wanted, DependencyGraph graph, Set<String> seen) {
    return seen.add(from)
        && graph.dependencies(from).stream()
            .anyMatch(next -> next.equals(wanted) || reaches(next, wanted, graph, seen));
  }
}

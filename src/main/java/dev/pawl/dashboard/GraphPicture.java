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
 * @param alone the commands without dependencies and dependents
 */
record GraphPicture(
    List<Box> boxes, List<Arrow> arrows, List<String> alone, int width, int height) {

  private static final int COLUMN = 250;
  private static final int LINE = 44;
  static final int BOX_WIDTH = 190;
  static final int BOX_HEIGHT = 30;

  /** The box of a command. */
  record Box(String name, int x, int y) {}

  /** The arrow from a dependency to its dependent, as an SVG path. */
  record Arrow(String path) {}

  static GraphPicture of(DependencyGraph graph) {
    var columns = new HashMap<String, Integer>();
    graph.commands().forEach(command -> column(command, graph, columns, new HashSet<>()));
    var connected = new HashSet<String>();
    for (String command : graph.commands()) {
      if (!graph.dependencies(command).isEmpty()) {
        connected.add(command);
        connected.addAll(graph.dependencies(command));
      }
    }
    var lines = new TreeMap<Integer, Integer>();
    var boxes = new ArrayList<Box>();
    var places = new HashMap<String, Box>();
    var alone = new ArrayList<String>();
    for (String command : graph.commands()) {
      if (connected.contains(command)) {
        int column = columns.getOrDefault(command, 0);
        int line = lines.merge(column, 1, Integer::sum) - 1;
        var box = new Box(command, column * COLUMN + 4, line * LINE + 4);
        boxes.add(box);
        places.put(command, box);
      } else {
        alone.add(command);
      }
    }
    int most = lines.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int width = lines.isEmpty() ? 0 : lines.lastKey() * COLUMN + BOX_WIDTH + 8;
    return new GraphPicture(
        boxes, arrows(graph, places), List.copyOf(alone), width, most * LINE + 8);
  }

  /** Returns the column of a command, one right of its rightmost dependency; cycles are cut where they close. */
  private static int column(
      String command, DependencyGraph graph, Map<String, Integer> known, Set<String> path) {
    Integer column = known.get(command);
    if (column != null || !path.add(command)) {
      return column == null ? 0 : column;
    }
    int furthest = -1;
    for (String before : graph.dependencies(command)) {
      furthest = Math.max(furthest, column(before, graph, known, path));
    }
    path.remove(command);
    known.put(command, furthest + 1);
    return furthest + 1;
  }

  private static List<Arrow> arrows(DependencyGraph graph, Map<String, Box> places) {
    var arrows = new ArrayList<Arrow>();
    places.forEach((command, to) -> {
      for (String before : graph.dependencies(command)) {
        Box from = places.get(before);
        if (from != null) {
          int x = from.x() + BOX_WIDTH;
          int y = from.y() + BOX_HEIGHT / 2;
          int end = to.y() + BOX_HEIGHT / 2;
          int half = (x + to.x()) / 2;
          arrows.add(
              new Arrow(
                  "M%d %d C%d %d %d %d %d %d".formatted(x, y, half, y, half, end, to.x(), end)));
        }
      }
    });
    return arrows;
  }
}

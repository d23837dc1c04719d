package dev.pawl.registry;

import dev.pawl.command.CommandSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.traverse.TopologicalOrderIterator;

/** The dependency graph of the commands. An edge leads from a command to a command that it depends on. */
public final class DependencyGraph {

  private final Graph<String, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
  private final SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
  private final List<List<String>> cycles = new ArrayList<>();

  DependencyGraph(Collection<CommandSpec> commands) {
    commands.forEach(command -> graph.addVertex(command.name()));
    for (CommandSpec command : commands) {
      for (String dependency : command.dependencies()) {
        named(dependency)
            .ifPresentOrElse(
                found -> graph.addEdge(command.name(), found),
                () ->
                    missing
                        .computeIfAbsent(command.name(), name -> new TreeSet<>())
                        .add(dependency));
      }
    }
    new KosarajuStrongConnectivityInspector<>(graph)
        .stronglyConnectedSets().stream()
            .map(TreeSet::new)
            .filter(set -> set.size() > 1 || graph.containsEdge(set.first(), set.first()))
            .sorted(Comparator.comparing(TreeSet::first))
            .forEach(set -> cycles.add(cycle(set)));
  }

  /**
   * Returns the command that a dependency or a conflict refers to: one of this name, one of the quality family, or the
   * default command of a folder.
   */
  public Optional<String> named(String dependency) {
    return Stream.of(dependency, Catalog.FAMILY + dependency, dependency + Catalog.DEFAULT)
        .filter(graph::containsVertex)
        .findFirst();
  }

  /** Returns the shortest cycle through the first command of a strongly connected component. */
  private List<String> cycle(TreeSet<String> knot) {
    String start = knot.first();
    var cameFrom = new HashMap<String, String>();
    var queue = new ArrayDeque<>(List.of(start));
    while (true) {
      String at = queue.remove();
      for (String next : new TreeSet<>(Graphs.successorListOf(graph, at))) {
        if (next.equals(start)) {
          return path(cameFrom, start, at);
        }
        if (knot.contains(next) && !cameFrom.containsKey(next)) {
          cameFrom.put(next, at);
          queue.add(next);
        }
      }
    }
  }

  private static List<String> path(Map<String, String> cameFrom, String start, String last) {
    var path = new ArrayDeque<>(List.of(start));
    for (String at = last; !at.equals(start); at = cameFrom.getOrDefault(at, start)) {
      path.addFirst(at);
    }
    path.addFirst(start);
    return List.copyOf(path);
  }

  /** Returns the unresolved dependencies by the command that declares them. */
  public SortedMap<String, SortedSet<String>> missing() {
    return missing;
  }

  /** Returns one cycle of each strongly connected component as a full path, whose first command is also the last. */
  public List<List<String>> cycles() {
    return cycles;
  }

  /** Returns all commands, sorted by name. */
  public SortedSet<String> commands() {
    return new TreeSet<>(graph.vertexSet());
  }

  /** Returns the direct dependencies of a command, sorted by name. */
  public SortedSet<String> dependencies(String command) {
    return new TreeSet<>(Graphs.successorListOf(graph, command));
  }

  /** Returns the direct and transitive dependencies of a command. */
  public Set<String> before(String command) {
    var before = new LinkedHashSet<String>();
    var queue = new ArrayDeque<>(List.of(command));
    while (!queue.isEmpty()) {
      for (String next : dependencies(queue.remove())) {
        if (before.add(next)) {
          queue.add(next);
        }
      }
    }
    return before;
  }

  /** Returns the missing dependencies and cycles that prevent the planning of a command; empty if there are none. */
  public List<String> faults(String command) {
    Set<String> touched = before(command);
    var faults = new ArrayList<String>();
    missing.forEach((name, dependencies) -> {
      if (name.equals(command) || touched.contains(name)) {
        faults.add("%s depends on %s, which is missing".formatted(name, dependencies.first()));
      }
    });
    for (List<String> cycle : cycles) {
      if (cycle.contains(command) || cycle.stream().anyMatch(touched::contains)) {
        faults.add("circular dependency: " + String.join(" > ", cycle));
      }
    }
    return faults;
  }

  /**
   * Sorts the requested commands topologically, also by dependencies through commands that are not requested. Ties keep
   * the order of the request. Duplicates are removed, and no command is added.
   *
   * @throws IllegalArgumentException if the commands depend on each other in a cycle
   */
  public List<String> ordered(List<String> requested) {
    var asked = new ArrayList<>(new LinkedHashSet<>(requested));
    var order = new DefaultDirectedGraph<String, DefaultEdge>(DefaultEdge.class);
    asked.forEach(order::addVertex);
    for (String command : asked) {
      before(command).stream()
          .filter(asked::contains)
          .forEach(earlier -> order.addEdge(earlier, command));
    }
    var result = new ArrayList<String>();
    new TopologicalOrderIterator<>(order, Comparator.comparingInt(asked::indexOf))
        .forEachRemaining(result::add);
    return result;
  }
}

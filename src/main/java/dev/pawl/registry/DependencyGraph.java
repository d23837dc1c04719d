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

/** Which commands come before which (2-behaviour, 2.1 and 3.5); an edge leads from a command to one it depends on. */
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

  /** The command that a dependency or a conflict means: of this name, of the quality family, or a folder's own. */
  public Optional<String> named(String dependency) {
    return Stream.of(dependency, Catalog.FAMILY + dependency, dependency + Catalog.DEFAULT)
        .filter(graph::containsVertex)
        .findFirst();
  }

  /** The shortest way from the first command of a knot back to itself. */
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

  /** Dependencies that no command answers to, by the command that has them. */
  public SortedMap<String, SortedSet<String>> missing() {
    return missing;
  }

  /** One cycle of each knot, with its whole path: the first command is also the last. */
  public List<List<String>> cycles() {
    return cycles;
  }

  /** All commands, by name. */
  public SortedSet<String> commands() {
    return new TreeSet<>(graph.vertexSet());
  }

  /** The commands that a command depends on directly, by name. */
  public SortedSet<String> dependencies(String command) {
    return new TreeSet<>(Graphs.successorListOf(graph, command));
  }

  /** Everything that comes before a command, also through other commands. */
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

  /** What keeps a command out of every plan: a dependency that is missing, or a cycle; empty when nothing does. */
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
        faults.add("it depends on itself: " + String.join(" > ", cycle));
      }
    }
    return faults;
  }

  /**
   * The commands so that each comes after the ones it depends on, also through commands that are not asked for; among
   * equals the order of the request. Repeats fall away, and nothing is added (2-behaviour, 2.1 and 2.3).
   *
   * @throws IllegalArgumentException when they depend on each other
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

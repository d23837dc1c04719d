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
        resolve(dependency)
            .ifPresentOrElse(
                resolved -> graph.addEdge(command.name(), resolved),
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
            .forEach(set -> cycles.add(shortestCycle(set)));
  }

  /**
   * Returns the command that a dependency or a conflict refers to: one of this name, one of the quality family, or the
   * default command of a folder.
   */
  public Optional<String> resolve(String dependency) {
    return Stream.of(
            dependency,
            CommandCatalog.FAMILY_PREFIX + dependency,
            dependency + CommandCatalog.DEFAULT_SUFFIX)
        .filter(graph::containsVertex)
        .findFirst();
  }

  /** Returns the shortest cycle through the first command of a strongly connected component. */
  private List<String> shortestCycle(TreeSet<String> component) {
    String start = component.first();
    var predecessors = new HashMap<String, String>();
    var queue = new ArrayDeque<>(List.of(start));
    while (true) {
      String current = queue.remove();
      for (String next : new TreeSet<>(Graphs.successorListOf(graph, current))) {
        if (next.equals(start)) {
          return path(predecessors, start, current);
        }
        if (component.contains(next) && !predecessors.containsKey(next)) {
          predecessors.put(next, current);
          queue.add(next);
        }
      }
    }
  }

  private static List<String> path(Map<String, String> predecessors, String start, String last) {
    var path = new ArrayDeque<>(List.of(start));
    for (String current = last;
        !current.equals(start);
        current = predecessors.getOrDefault(current, start)) {
      path.addFirst(current);
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
  public Set<String> transitiveDependencies(String command) {
    var result = new LinkedHashSet<String>();
    var queue = new ArrayDeque<>(List.of(command));
    while (!queue.isEmpty()) {
      for (String next : dependencies(queue.remove())) {
        if (result.add(next)) {
          queue.add(next);
        }
      }
    }
    return result;
  }

  /** Returns the missing dependencies and cycles that prevent the planning of a command; empty if there are none. */
  public List<String> planningErrors(String command) {
    Set<String> transitive = transitiveDependencies(command);
    var errors = new ArrayList<String>();
    missing.forEach((name, dependencies) -> {
      if (name.equals(command) || transitive.contains(name)) {
        errors.add("%s depends on %s, which is missing".formatted(name, dependencies.first()));
      }
    });
    for (List<String> cycle : cycles) {
      if (cycle.contains(command) || cycle.stream().anyMatch(transitive::contains)) {
        errors.add("circular dependency: " + String.join(" > ", cycle));
      }
    }
    return errors;
  }

  /**
   * Sorts the requested commands topologically, also by dependencies through commands that are not requested. Ties keep
   * the order of the request. Duplicates are removed, and no command is added.
   *
   * @throws IllegalArgumentException if the commands depend on each other in a cycle
   */
  public List<String> sort(List<String> requested) {
    var distinct = new ArrayList<>(new LinkedHashSet<>(requested));
    var subgraph = new DefaultDirectedGraph<String, DefaultEdge>(DefaultEdge.class);
    distinct.forEach(subgraph::addVertex);
    for (String command : distinct) {
      transitiveDependencies(command).stream()
          .filter(distinct::contains)
          .forEach(dependency -> subgraph.addEdge(dependency, command));
    }
    var result = new ArrayList<String>();
    new TopologicalOrderIterator<>(subgraph, Comparator.comparingInt(distinct::indexOf))
        .forEachRemaining(result::add);
    return result;
  }
}

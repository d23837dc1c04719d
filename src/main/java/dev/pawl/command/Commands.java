package dev.pawl.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedAcyclicGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;
import org.springframework.stereotype.Service;

/** The registry: every command that can be asked for. */
@Service
public class Commands {

  private final Map<String, Command> byName = new TreeMap<>();

  Commands(List<Command> commands) {
    for (Command command : commands) {
      Command other = byName.put(command.spec().name(), command);
      if (other != null) {
        throw new IllegalStateException("Two commands are called " + command.spec().name());
      }
    }
  }

  /** The command of this name, such as {@code quality/format}, or {@code format} for short. */
  public Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(name))
        .or(() -> Optional.ofNullable(byName.get("quality/" + name)));
  }

  /** What every command is called and does, by name. */
  public List<CommandSpec> all() {
    return byName.values().stream().map(Command::spec).toList();
  }

  /**
   * The commands so that each comes after the ones it depends on, also through commands that are not asked for; among
   * equals the order of the request. Repeats fall away, and nothing is added (2-behaviour, 2.1 and 2.3).
   */
  public List<CommandSpec> ordered(List<CommandSpec> requested) {
    var asked = new ArrayList<>(new LinkedHashSet<>(requested));
    var graph = new DirectedAcyclicGraph<CommandSpec, DefaultEdge>(DefaultEdge.class);
    asked.forEach(graph::addVertex);
    for (CommandSpec command : asked) {
      Set<String> before = new LinkedHashSet<>();
      addDependencies(command, before);
      asked.stream()
          .filter(other -> before.contains(other.name()))
          .forEach(other -> graph.addEdge(other, command));
    }
    var order = new ArrayList<CommandSpec>();
    Comparator<CommandSpec> asRequested = Comparator.comparingInt(asked::indexOf);
    new TopologicalOrderIterator<>(graph, asRequested).forEachRemaining(order::add);
    return order;
  }

  private void addDependencies(CommandSpec command, Set<String> names) {
    for (String name : command.dependencies()) {
      if (names.add(name)) {
        find(name).map(Command::spec).ifPresent(dependency -> addDependencies(dependency, names));
      }
    }
  }
}

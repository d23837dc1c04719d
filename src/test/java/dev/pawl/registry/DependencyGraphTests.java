package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.command.CommandSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests ordering and cycle detection with examples and with properties of random graphs. */
class DependencyGraphTests {

  /** Creates a graph from edges such as {@code b>a}, which means that b depends on a. */
  private static DependencyGraph graph(String words) {
    var dependencies = new HashMap<String, List<String>>();
    for (String word : words.split(" ")) {
      String[] parts = word.split(">");
      dependencies.computeIfAbsent(parts[0], name -> new ArrayList<>());
      if (parts.length > 1) {
        dependencies.get(parts[0]).add(parts[1]);
      }
    }
    return graph(dependencies);
  }

  private static DependencyGraph graph(Map<String, List<String>> dependencies) {
    return new DependencyGraph(
        dependencies.entrySet().stream()
            .map(entry ->
                CommandSpec.readOnly(entry.getKey(), "Does")
                    .dependingOn(entry.getValue().toArray(new String[0])))
            .toList());
  }

  private static final String QUALITY =
      "quality/verify quality/format>quality/verify quality/cleanup>quality/format"
          + " quality/dedupe>quality/cleanup quality/dedupe>quality/format";

  @ParameterizedTest
  @CsvSource({
    "verify, verify",
    "format verify, verify format",
    "dedupe cleanup format verify, verify format cleanup dedupe",
    "cleanup verify, verify cleanup",
    "dedupe verify, verify dedupe",
    "dedupe format, format dedupe",
    "format format verify format, verify format",
    "dedupe, dedupe",
  })
  void ordersOnlyRequestedCommands(String requested, String ordered) {
    assertThat(graph(QUALITY).sort(quality(requested))).isEqualTo(quality(ordered));
  }

  private static List<String> quality(String names) {
    return Arrays.stream(names.split(" ")).map(name -> "quality/" + name).toList();
  }

  @Test
  void keepsRequestOrderOfIndependentCommands() {
    assertThat(graph("a b c").sort(List.of("c", "a", "b"))).containsExactly("c", "a", "b");
  }

  @Test
  void resolvesShortNamesAndFolders() {
    var graph = graph("quality/verify deploy/execute ship>verify ship>deploy");

    assertThat(graph.dependencies("ship")).containsExactly("deploy/execute", "quality/verify");
    assertThat(graph.missing()).isEmpty();
  }

  @Test
  void reportsMissingDependenciesOfDependents() {
    var graph = graph("a>gone b>a c");

    assertThat(graph.missing()).containsOnlyKeys("a");
    assertThat(graph.planningErrors("b")).singleElement().asString().contains("a depends on gone");
    assertThat(graph.planningErrors("c")).isEmpty();
  }

  @Test
  void reportsFullPathOfCycle() {
    var graph = graph("a>b b>c c>a d>a e");

    assertThat(graph.cycles()).containsExactly(List.of("a", "b", "c", "a"));
    assertThat(graph.planningErrors("d")).containsExactly("circular dependency: a > b > c > a");
    assertThat(graph.planningErrors("e")).isEmpty();
  }

  @Test
  void findsShortestCycle() {
    assertThat(graph("a>a").cycles()).containsExactly(List.of("a", "a"));
    assertThat(graph("a>b b>a b>c c>a").cycles()).containsExactly(List.of("a", "b", "a"));
  }

  @Test
  void rejectsCycleInSort() {
    assertThatIllegalArgumentException().isThrownBy(() -> graph("a>b b>a").sort(List.of("a", "b")));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Returns a random graph without cycles: edges lead only to smaller numbers. */
  private static Map<String, List<String>> acyclic(Random random) {
    int size = 1 + random.nextInt(30);
    var dependencies = new HashMap<String, List<String>>();
    for (int from = 0; from < size; from++) {
      var edges = new ArrayList<String>();
      for (int to = 0; to < from; to++) {
        if (random.nextInt(4) == 0) {
          edges.add(name(to));
        }
      }
      dependencies.put(name(from), edges);
    }
    return dependencies;
  }

  private static String name(int number) {
    return "c%02d".formatted(number);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void putsDependenciesFirstInEveryAcyclicGraph(long seed) {
    var random = new Random(seed);
    Map<String, List<String>> dependencies = acyclic(random);
    DependencyGraph graph = graph(dependencies);
    var requested = new ArrayList<>(dependencies.keySet());
    Collections.shuffle(requested, random);
    requested.removeIf(name -> random.nextInt(5) == 0);

    List<String> order = graph.sort(requested);

    assertThat(graph.cycles()).isEmpty();
    assertThat(order).containsExactlyInAnyOrderElementsOf(requested);
    for (String command : order) {
      for (String dependency : graph.transitiveDependencies(command)) {
        if (order.contains(dependency)) {
          assertThat(order.indexOf(dependency)).isLessThan(order.indexOf(command));
        }
      }
    }
    assertThat(graph.sort(requested)).isEqualTo(order);
    assertThat(graph.sort(order)).as("a valid order does not change").isEqualTo(order);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findsCyclesWithValidPaths(long seed) {
    var random = new Random(seed);
    Map<String, List<String>> dependencies = acyclic(random);
    int length = 1 + random.nextInt(dependencies.size());
    var cycleNodes = IntStream.range(0, length).mapToObj(DependencyGraphTests::name).toList();
    for (int i = 0; i < length; i++) {
      dependencies.get(cycleNodes.get(i)).add(cycleNodes.get((i + 1) % length));
    }

    DependencyGraph graph = graph(dependencies);

    assertThat(graph.cycles()).isNotEmpty();
    for (List<String> cycle : graph.cycles()) {
      assertThat(cycle.getFirst()).isEqualTo(cycle.getLast());
      assertThat(cycle.subList(1, cycle.size())).doesNotHaveDuplicates();
      for (int i = 1; i < cycle.size(); i++) {
        assertThat(dependencies.get(cycle.get(i - 1))).contains(cycle.get(i));
      }
    }
    assertThat(graph.planningErrors(cycleNodes.getLast())).isNotEmpty();
  }

  @Test
  void exportsMermaidAndDot() {
    DependencyGraph graph = graph("a b>a c\"d");

    assertThat(DependencyGraphExporter.toMermaid(graph))
        .isEqualTo(
            """
            graph LR
              c0["a"]
              c1["b"]
              c2["c#quot;d"]
              c1 --> c0
            """);
    assertThat(DependencyGraphExporter.toDot(graph))
        .isEqualTo(
            """
            digraph commands {
              rankdir=LR;
              "a";
              "b";
              "b" -> "a";
              "c\\"d";
            }
            """);
  }
}

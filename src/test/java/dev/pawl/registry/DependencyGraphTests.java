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
            .map(one ->
                CommandSpec.reading(one.getKey(), "Does")
                    .after(one.getValue().toArray(new String[0])))
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
  void ordersWhatWasAskedForAndAddsNothing(String asked, String ordered) {
    assertThat(graph(QUALITY).ordered(quality(asked))).isEqualTo(quality(ordered));
  }

  private static List<String> quality(String names) {
    return Arrays.stream(names.split(" ")).map(name -> "quality/" + name).toList();
  }

  @Test
  void keepsTheOrderOfTheRequestAmongEquals() {
    assertThat(graph("a b c").ordered(List.of("c", "a", "b"))).containsExactly("c", "a", "b");
  }

  @Test
  void understandsShortNamesAndFolders() {
    var graph = graph("quality/verify deploy/execute ship>verify ship>deploy");

    assertThat(graph.dependencies("ship")).containsExactly("deploy/execute", "quality/verify");
    assertThat(graph.missing()).isEmpty();
  }

  @Test
  void namesWhatIsMissingAndWhoTouchesIt() {
    var graph = graph("a>gone b>a c");

    assertThat(graph.missing()).containsOnlyKeys("a");
    assertThat(graph.faults("b")).singleElement().asString().contains("a depends on gone");
    assertThat(graph.faults("c")).isEmpty();
  }

  @Test
  void showsACycleWithItsWholePath() {
    var graph = graph("a>b b>c c>a d>a e");

    assertThat(graph.cycles()).containsExactly(List.of("a", "b", "c", "a"));
    assertThat(graph.faults("d")).containsExactly("circular dependency: a > b > c > a");
    assertThat(graph.faults("e")).isEmpty();
  }

  @Test
  void knowsTheShortestCycleThereIs() {
    assertThat(graph("a>a").cycles()).containsExactly(List.of("a", "a"));
    assertThat(graph("a>b b>a b>c c>a").cycles()).containsExactly(List.of("a", "b", "a"));
  }

  @Test
  void doesNotOrderWhatDependsOnItself() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph("a>b b>a").ordered(List.of("a", "b")));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Returns a random graph without cycles: edges lead only to smaller numbers. */
  private static Map<String, List<String>> acyclic(Random random) {
    int size = 1 + random.nextInt(30);
    var dependencies = new HashMap<String, List<String>>();
    for (int from = 0; from < size; from++) {
      var own = new ArrayList<String>();
      for (int to = 0; to < from; to++) {
        if (random.nextInt(4) == 0) {
          own.add(name(to));
        }
      }
      dependencies.put(name(from), own);
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
    var asked = new ArrayList<>(dependencies.keySet());
    Collections.shuffle(asked, random);
    asked.removeIf(name -> random.nextInt(5) == 0);

    List<String> order = graph.ordered(asked);

    assertThat(graph.cycles()).isEmpty();
    assertThat(order).containsExactlyInAnyOrderElementsOf(asked);
    for (String command : order) {
      for (String before : graph.before(command)) {
        if (order.contains(before)) {
          assertThat(order.indexOf(before)).isLessThan(order.indexOf(command));
        }
      }
    }
    assertThat(graph.ordered(asked)).isEqualTo(order);
    assertThat(graph.ordered(order)).as("a valid order does not change").isEqualTo(order);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findsEveryCycleAndItsPathIsOne(long seed) {
    var random = new Random(seed);
    Map<String, List<String>> dependencies = acyclic(random);
    int length = 1 + random.nextInt(dependencies.size());
    var knot = IntStream.range(0, length).mapToObj(DependencyGraphTests::name).toList();
    for (int i = 0; i < length; i++) {
      dependencies.get(knot.get(i)).add(knot.get((i + 1) % length));
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
    assertThat(graph.faults(knot.getLast())).isNotEmpty();
  }

  @Test
  void drawsItselfForOtherPrograms() {
    DependencyGraph graph = graph("a b>a c\"d");

    assertThat(GraphPictures.mermaid(graph))
        .isEqualTo(
            """
            graph LR
              c0["a"]
              c1["b"]
              c2["c#quot;d"]
              c1 --> c0
            """);
    assertThat(GraphPictures.dot(graph))
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

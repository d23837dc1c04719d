package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.node.ClusterCapabilities.LiveNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterCapabilitiesTests {

  private static final String BLACK = "black 24.2.0";
  private static final String SHELLCHECK = "shellcheck 0.9.0";

  private final List<String> reads = new ArrayList<>();

  private static LiveNode node(String name, Map<String, String> labels, Map<String, String> tools) {
    return new LiveNode(name, new NodeCapabilities(labels, tools), true);
  }

  private static LiveNode node(String name, Map<String, String> tools) {
    return node(name, Map.of(), tools);
  }

  private static ClusterCapabilities cluster(LiveNode... nodes) {
    return new ClusterCapabilities(List.of(nodes));
  }

  private Optional<Collection<String>> languages(@Nullable String... languages) {
    reads.add("read");
    return languages == null ? Optional.empty() : Optional.of(List.of(languages));
  }

  @Test
  void pinsTheToolsOfEqualNodesWithoutReadingTheTarget() {
    var tools = Map.of("python", BLACK, "shell", SHELLCHECK);

    assertThat(cluster(node("a", tools), node("b", tools)).pin(Map.of(), () -> languages("python")))
        .isEqualTo(new NodeCapabilities(Map.of(), tools));
    assertThat(reads).isEmpty();
  }

  @Test
  void pinsTheMostToolsForTheLanguagesOfTheTarget() {
    ClusterCapabilities cluster =
        cluster(
            node("a", Map.of("python", BLACK)),
            node("b", Map.of("python", BLACK + ", isort 5.13.2", "shell", SHELLCHECK)),
            node("c", Map.of("shell", SHELLCHECK)));

    assertThat(cluster.pin(Map.of(), () -> languages("python")).tools())
        .isEqualTo(Map.of("python", BLACK + ", isort 5.13.2"));
    assertThat(cluster.pin(Map.of(), () -> languages("java"))).isEqualTo(NodeCapabilities.NONE);
  }

  @Test
  void pinsAllToolsOfOneNodeIfTheLanguagesAreNotKnown() {
    ClusterCapabilities cluster = cluster(node("a", Map.of("python", BLACK)), node("b", Map.of()));

    assertThat(cluster.pin(Map.of(), Optional::empty).tools()).isEqualTo(Map.of("python", BLACK));
  }

  @Test
  void prefersTheVersionThatMostNodesHave() {
    ClusterCapabilities cluster =
        cluster(
            node("a", Map.of("python", BLACK)),
            node("b", Map.of("python", "black 25.1.0")),
            node("c", Map.of("python", BLACK)));

    assertThat(cluster.pin(Map.of(), () -> languages("python")).tools())
        .isEqualTo(Map.of("python", BLACK));
  }

  @Test
  void pinsToolsOfNodesWithTheRequiredLabelsOnly() {
    ClusterCapabilities cluster =
        cluster(
            node("a", Map.of("zone", "eu"), Map.of("python", BLACK)),
            node("b", Map.of("zone", "us"), Map.of("python", BLACK, "shell", SHELLCHECK)));

    NodeCapabilities required = cluster.pin(Map.of("zone", "eu"), Optional::empty);

    assertThat(required)
        .isEqualTo(new NodeCapabilities(Map.of("zone", "eu"), Map.of("python", BLACK)));
    assertThat(cluster.unmet(required)).isEmpty();
    assertThat(cluster.pin(Map.of("zone", "asia"), Optional::empty))
        .isEqualTo(new NodeCapabilities(Map.of("zone", "asia"), Map.of()));
  }

  @Test
  void statesWhatEachNodeLacks() {
    ClusterCapabilities cluster =
        cluster(
            node("a", Map.of("zone", "us"), Map.of("python", "black 25.1.0")),
            node("b", Map.of("zone", "eu"), Map.of()));
    var required = new NodeCapabilities(Map.of("zone", "eu"), Map.of("python", BLACK));

    var unmet = cluster.unmet(required).orElseThrow();

    assertThat(unmet.reason()).isEqualTo("no live node has black 24.2.0 for python");
    assertThat(unmet.missing())
        .isEqualTo(
            Map.of(
                "a",
                List.of("label zone=eu (has us)", "black 24.2.0 for python (has black 25.1.0)"),
                "b",
                List.of("black 24.2.0 for python")));
  }

  @Test
  void waitsForNodesWhoseToolsAreNotKnown() {
    var required = new NodeCapabilities(Map.of(), Map.of("python", BLACK));

    var unknown = new LiveNode("b", new NodeCapabilities(Map.of("zone", "eu"), Map.of()), false);
    var elsewhere = new NodeCapabilities(Map.of("zone", "us"), required.tools());

    assertThat(cluster(node("a", Map.of()), unknown).unmet(required)).isEmpty();
    assertThat(cluster(node("a", Map.of()), unknown).unmet(elsewhere)).isPresent();
    assertThat(cluster().unmet(required)).isEmpty();
    assertThat(cluster(node("a", Map.of())).unmet(required)).isPresent();
  }

  @Test
  void repinsOtherVersionsOfTheSameTools() {
    var required = new NodeCapabilities(Map.of("zone", "eu"), Map.of("python", BLACK));
    var zone = Map.of("zone", "eu");

    assertThat(
            cluster(node("a", zone, Map.of("python", "black 25.1.0, isort 6", "shell", "shfmt 3")))
                .repin(required))
        .contains(new NodeCapabilities(zone, Map.of("python", "black 25.1.0, isort 6")));
    assertThat(cluster(node("a", zone, Map.of("python", "isort 6"))).repin(required)).isEmpty();
    assertThat(cluster(node("a", Map.of("python", "black 25.1.0"))).repin(required)).isEmpty();
  }
}

package dev.pawl.node;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the live nodes have. A plan pins the tools of one of them, so that at least this node can run it, and any other node
 * that can gives the same result.
 *
 * @param nodes the live nodes
 */
public record ClusterCapabilities(List<LiveNode> nodes) {

  /** The number of nodes that are named in a reason. */
  private static final int MAX_NAMED = 10;

  /**
   * A live node.
   *
   * @param capabilities what it has, without tools until they are known
   * @param toolsKnown whether its tools are known
   */
  record LiveNode(String name, NodeCapabilities capabilities, boolean toolsKnown) {

    Optional<NodeCapabilities> known() {
      return toolsKnown ? Optional.of(capabilities) : Optional.empty();
    }

    /** Returns whether it has what is required, or may have it once its tools are known. */
    boolean mayHave(NodeCapabilities required) {
      return capabilities.contains(required)
          || !toolsKnown
              && capabilities.contains(new NodeCapabilities(required.labels(), Map.of()));
    }
  }

  /**
   * Why no live node can run a workflow.
   *
   * @param reason the reason as a sentence without a full stop
   * @param missing what each node lacks, by the name of the node
   */
  public record Unmet(String reason, SortedMap<String, List<String>> missing) {}

  /**
   * Returns what a new plan requires: the labels, and the tools of the node that has most of them for the languages of the
   * target. If the nodes have the same tools, the target is not read.
   *
   * @param labels the labels that the request requires
   * @param languages returns the languages of the target; empty if they are not known before a run
   */
  public NodeCapabilities pin(
      Map<String, String> labels, Supplier<Optional<Collection<String>>> languages) {
    var required = new NodeCapabilities(labels, Map.of());
    List<NodeCapabilities> candidates =
        nodes.stream()
            .flatMap(node -> node.known().stream())
            .filter(node -> node.contains(required))
            .toList();
    long toolsets = candidates.stream().map(NodeCapabilities::tools).distinct().count();
    Optional<Collection<String>> read = toolsets > 1 ? languages.get() : Optional.empty();
    List<NodeCapabilities> limited =
        candidates.stream()
            .map(node -> read.map(node::limitedTo).orElse(node))
            .map(node -> new NodeCapabilities(labels, node.tools()))
            .toList();
    return best(limited).orElse(required);
  }

  /** Returns the capabilities with the most tools; of those, the ones that most nodes have. */
  private static Optional<NodeCapabilities> best(List<NodeCapabilities> candidates) {
    Map<NodeCapabilities, Long> counts =
        candidates.stream().collect(Collectors.groupingBy(node -> node, Collectors.counting()));
    return counts.entrySet().stream()
        .max(
            Comparator.comparingInt(
                    (Map.Entry<NodeCapabilities, Long> node) -> node.getKey().toolCount())
                .thenComparing(Map.Entry::getValue)
                .thenComparing(node -> node.getKey().toJson()))
        .map(Map.Entry::getKey);
  }

  /** Returns why no live node can run a workflow; empty if one can, or may once its tools are known. */
  public Optional<Unmet> unmet(NodeCapabilities required) {
    if (nodes.isEmpty() || nodes.stream().anyMatch(node -> node.mayHave(required))) {
      return Optional.empty();
    }
    var missing = new TreeMap<String, List<String>>();
    for (LiveNode node : nodes) {
      missing.put(node.name(), node.capabilities().missing(required));
    }
    List<String> fewest =
        missing.values().stream().min(Comparator.comparingInt(List::size)).orElseThrow();
    while (missing.size() > MAX_NAMED) {
      missing.remove(missing.lastKey());
    }
    return Optional.of(new Unmet("no live node has " + String.join(" and ", fewest), missing));
  }

  /** Returns whether there are live nodes, and the tools of all of them are known. */
  public boolean isKnown() {
    return !nodes.isEmpty() && nodes.stream().allMatch(LiveNode::toolsKnown);
  }

  /** Returns what each live node has. */
  public List<NodeCapabilities> known() {
    return nodes.stream().flatMap(node -> node.known().stream()).toList();
  }

  /**
   * Returns new pins for a workflow whose tools no live node has any more: those of a node that has the same tools in other
   * versions; empty if no node does.
   */
  public Optional<NodeCapabilities> repin(NodeCapabilities required) {
    var labels = new NodeCapabilities(required.labels(), Map.of());
    List<NodeCapabilities> candidates =
        known().stream()
            .filter(node -> node.contains(labels) && node.hasToolsOf(required))
            .map(node -> node.limitedTo(required.tools().keySet()))
            .map(node -> new NodeCapabilities(required.labels(), node.tools()))
            .toList();
    return best(candidates);
  }
}

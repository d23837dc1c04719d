package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import dev.pawl.node.NodeView.BreakerView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Nodes and agents over HTTP. */
@RestController
@Tag(name = "operations")
class NodesController {

  private final Nodes nodes;

  NodesController(Nodes nodes) {
    this.nodes = nodes;
  }

  /** The cluster: its nodes, and the tools that have failed on any of them. */
  record Cluster(List<NodeView> nodes, List<BreakerView> breakers) {}

  /** Agents that work. */
  record AgentList(List<AgentView> items) {}

  @GetMapping("/api/v1/nodes")
  @Operation(
      summary = "The nodes that run",
      description =
          "With their load, their agents, and the tools that are left alone on all nodes.")
  Cluster nodes() {
    return new Cluster(nodes.all(), nodes.breakers());
  }

  @GetMapping("/api/v1/agents")
  @Operation(summary = "The agents that work, over all nodes")
  AgentList agents() {
    return new AgentList(nodes.working());
  }
}

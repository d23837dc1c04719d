package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import dev.pawl.node.NodeView.BreakerView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API for nodes and agents. */
@RestController
@Tag(name = "operations")
class NodeController {

  private final NodeService nodes;

  NodeController(NodeService nodes) {
    this.nodes = nodes;
  }

  /**
   * The nodes of the cluster, and the circuit breakers of the tools that have failed.
   *
   * @param nodes the nodes, also those that no longer send heartbeats
   * @param breakers the circuit breakers of the tools that have failed
   */
  @Schema(name = "Cluster")
  record Cluster(List<NodeView> nodes, List<BreakerView> breakers) {}

  /**
   * The working agents.
   *
   * @param items the working agents of all nodes
   */
  @Schema(name = "AgentList")
  record AgentList(List<AgentView> items) {}

  @GetMapping("/api/v1/nodes")
  @Operation(
      operationId = "listNodes",
      summary = "List nodes",
      description =
          "Nodes with their load and agents, and the circuit breakers of tools, which apply to all"
              + " nodes.")
  Cluster nodes() {
    return new Cluster(nodes.findAll(), nodes.findBreakers());
  }

  @GetMapping("/api/v1/agents")
  @Operation(
      operationId = "listAgents",
      summary = "List the working agents of all nodes",
      description = "An agent is a place in which a node executes a step.")
  AgentList agents() {
    return new AgentList(nodes.findAgents());
  }
}

package dev.pawl.node;

import dev.pawl.node.NodeView.AgentView;
import dev.pawl.node.NodeView.BreakerView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** REST API for nodes and agents. */
@RestController
@Tag(name = "operations")
class NodeController {

  /** The responses of actions on a node. */
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "There is no live node with this name",
      content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  private @interface NodeResponses {}

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

  /**
   * Drains a node.
   *
   * @param name the name of the node
   */
  @PostMapping("/api/v1/nodes/{name}/drain")
  @Operation(
      operationId = "drainNode",
      summary = "Drain a node",
      description =
          "The node claims no further workflows and ends those that it has claimed; other nodes run"
              + " the rest. It still answers requests. It can be stopped when workflows is 0. A"
              + " resumption, or a restart, ends the drain.")
  @NodeResponses
  NodeView drain(@PathVariable String name) {
    return change(name, NodeAdmission.DRAINING);
  }

  /**
   * Ends the drain of a node.
   *
   * @param name the name of the node
   */
  @DeleteMapping("/api/v1/nodes/{name}/drain")
  @Operation(
      operationId = "undrainNode",
      summary = "End the drain of a node",
      description = "The node claims workflows again, within a few seconds.")
  @NodeResponses
  NodeView undrain(@PathVariable String name) {
    return change(name, NodeAdmission.ACTIVE);
  }

  /**
   * Resumes a node that is paused or draining.
   *
   * @param name the name of the node
   */
  @PostMapping("/api/v1/nodes/{name}/resumption")
  @Operation(
      operationId = "resumeNode",
      summary = "Resume a node that was started paused",
      description =
          "The node claims workflows, starts schedules, sends callbacks and deletes expired"
              + " workflows again, within a few seconds.")
  @NodeResponses
  NodeView resume(@PathVariable String name) {
    return change(name, NodeAdmission.ACTIVE);
  }

  private NodeView change(String name, NodeAdmission admission) {
    return nodes.changeAdmission(name, admission).orElseThrow(() -> notFound(name));
  }

  private static ErrorResponseException notFound(String name) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND,
            "There is no live node %s; GET /api/v1/nodes lists the nodes.".formatted(name));
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
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

package dev.pawl.workflow;

import dev.pawl.node.ClusterCapabilities;
import dev.pawl.node.NodeCapabilities;
import dev.pawl.node.NodeService;
import dev.pawl.plan.Plan;
import dev.pawl.target.Target;
import dev.pawl.workflow.WorkflowEvent.ToolsRepinned;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Determines what workflows require of nodes, and which of them no live node can run. */
@Component
class NodeWaits {

  private static final Logger log = LoggerFactory.getLogger(NodeWaits.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The commands that run tools have this prefix. */
  private static final String TOOLS = "quality/";

  private static final String WAITING_TO_RUN =
      """
      status in ('QUEUED', 'RUNNING') and not cancel_requested and (lease_until is null or lease_until < now())
      """;

  private final JdbcClient client;
  private final NodeService nodes;
  private final WorkspaceService workspaces;

  NodeWaits(JdbcClient client, NodeService nodes, WorkspaceService workspaces) {
    this.client = client;
    this.nodes = nodes;
    this.workspaces = workspaces;
  }

  /** Returns the labels, and the tools that a plan pins. */
  NodeCapabilities requirements(Plan plan, Target target, Map<String, String> labels) {
    boolean runsTools = plan.steps().stream().anyMatch(step -> step.command().startsWith(TOOLS));
    return runsTools
        ? nodes.cluster().pin(labels, () -> languages(target))
        : new NodeCapabilities(labels, Map.of());
  }

  private Optional<Collection<String>> languages(Target target) {
    try {
      return workspaces.findLanguages(target);
    } catch (IOException e) {
      log.debug("The languages of a target could not be read: {}", target.name(), e);
      return Optional.empty();
    }
  }

  /** Returns why no live node can run a workflow; empty if one can. */
  Optional<NodeWait> find(NodeCapabilities requirements, Instant now) {
    return requirements.isEmpty()
        ? Optional.empty()
        : nodes
            .cluster()
            .unmet(requirements)
            .map(unmet -> new NodeWait(now, unmet.reason(), unmet.missing()));
  }

  /** Returns the workflows that no live node can run and that do not wait, and the reverse, at most 1000. */
  List<UUID> findChanged() {
    ClusterCapabilities cluster = nodes.cluster();
    if (!cluster.isKnown()) {
      return List.of();
    }
    return client
        .sql(
            """
            select id from workflow
            where %s and requirements is not null and (node_wait is not null) = exists (
              select from jsonb_array_elements(?::jsonb) as live (capabilities) where requirements <@ live.capabilities)
            limit 1000
            """
                .formatted(WAITING_TO_RUN))
        .param(JSON.writeValueAsString(cluster.known()))
        .query(UUID.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  /** Returns the waiting workflows whose tools live nodes have in other versions since a delay, at most 1000. */
  List<UUID> findRepinnable(Duration delay) {
    ClusterCapabilities cluster = nodes.cluster();
    if (!cluster.isKnown()) {
      return List.of();
    }
    String waiting =
        "node_wait is not null and %s and (node_wait ->> 'since')::timestamptz < now() - ? * interval '1 millisecond'"
            .formatted(WAITING_TO_RUN);
    List<String> repinnable =
        client
            .sql("select distinct requirements::text from workflow where " + waiting)
            .param(delay.toMillis())
            .query(String.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .filter(required -> isRepinnable(cluster, required))
            .toList();
    return repinnable.isEmpty()
        ? List.of()
        : client
            .sql(
                "select id from workflow where %s and requirements = any(?::jsonb[]) limit 1000"
                    .formatted(waiting))
            .params(delay.toMillis(), repinnable.toArray(String[]::new))
            .query(UUID.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .toList();
  }

  private static boolean isRepinnable(ClusterCapabilities cluster, String required) {
    return cluster.repin(JSON.readValue(required, NodeCapabilities.class)).isPresent();
  }

  /** Replaces the pinned tools of a locked workflow, if live nodes have them in other versions, and ends its wait. */
  void repin(Workflow workflow) {
    NodeCapabilities former = workflow.spec().requirements();
    Optional<NodeCapabilities> pinned =
        nodes.cluster().repin(former).filter(other -> !other.equals(former));
    if (pinned.isPresent()) {
      client
          .sql("update workflow set requirements = ?::jsonb where id = ?")
          .params(pinned.get().toJson(), workflow.id())
          .update();
      workflow.registerEvent(new ToolsRepinned(former.tools(), pinned.get().tools()));
      workflow.endNodeWait();
    }
  }
}

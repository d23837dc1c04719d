package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardDocument.AgentStatus;
import dev.pawl.dashboard.DashboardDocument.DependencyStatus;
import dev.pawl.dashboard.DashboardDocument.ExecutionMetrics;
import dev.pawl.dashboard.DashboardDocument.QualityGates;
import dev.pawl.dashboard.DashboardQueries.CommandStatistics;
import dev.pawl.dashboard.DashboardQueries.HourlyExecutions;
import dev.pawl.node.NodeService;
import dev.pawl.node.NodeView;
import dev.pawl.registry.CommandRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the dashboard document. */
@RestController
@Tag(name = "operations")
class DashboardController {

  private static final Duration DAY = Duration.ofHours(24);
  private static final int LATEST_GATE_RESULTS = 10;

  private final DashboardQueries queries;
  private final NodeService nodes;
  private final CommandRegistry commands;
  private final Clock clock;

  DashboardController(
      DashboardQueries queries, NodeService nodes, CommandRegistry commands, Clock clock) {
    this.queries = queries;
    this.nodes = nodes;
    this.commands = commands;
    this.clock = clock;
  }

  @GetMapping("/api/v1/dashboard")
  @Operation(
      operationId = "getDashboard",
      summary = "Get the dashboard",
      description =
          "Active commands, execution metrics, agents, quality gates and dependencies, of all"
              + " nodes.")
  DashboardDocument document() {
    Instant now = clock.instant();
    Instant since = now.minus(DAY);
    var graph = commands.catalog().graph();
    return new DashboardDocument(
        now,
        queries.workflowsNeedingAttention(),
        queries.activeCommands(),
        queries.workflowCounts(),
        metrics(queries.executionsByHour(since), queries.executionsByCommand(since)),
        agents(nodes.findAll()),
        new QualityGates(
            queries.gateCounts(since), queries.latestGateResults(since, LATEST_GATE_RESULTS)),
        new DependencyStatus(graph.commands().size(), graph.missing(), graph.cycles()));
  }

  private static ExecutionMetrics metrics(
      List<HourlyExecutions> hours, List<CommandStatistics> commandStatistics) {
    long completed = hours.stream().mapToLong(HourlyExecutions::completed).sum();
    long failed = hours.stream().mapToLong(HourlyExecutions::failed).sum();
    long other = hours.stream().mapToLong(HourlyExecutions::other).sum();
    long finished = completed + failed;
    double percent = finished == 0 ? 100 : Math.floor(completed * 1000.0 / finished) / 10;
    return new ExecutionMetrics(finished + other, failed, percent, hours, commandStatistics);
  }

  private AgentStatus agents(List<NodeView> nodeViews) {
    var alive = nodeViews.stream().filter(NodeView::alive).toList();
    return new AgentStatus(
        alive.stream().mapToLong(NodeView::slots).sum(),
        alive.stream().mapToLong(node -> node.agents().size()).sum(),
        nodeViews,
        nodes.findBreakers());
  }
}

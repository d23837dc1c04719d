package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardDocument.AgentStatus;
import dev.pawl.dashboard.DashboardDocument.DependencyStatus;
import dev.pawl.dashboard.DashboardDocument.ExecutionMetrics;
import dev.pawl.dashboard.DashboardDocument.QualityGates;
import dev.pawl.dashboard.DashboardQueries.ActiveCommand;
import dev.pawl.dashboard.DashboardQueries.CommandStatistics;
import dev.pawl.dashboard.DashboardQueries.HourlyExecutions;
import dev.pawl.node.NodeService;
import dev.pawl.node.NodeView;
import dev.pawl.registry.CommandRegistry;
import dev.pawl.session.SessionNotFoundException;
import dev.pawl.session.SessionService;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
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
  private final SessionService sessions;
  private final Clock clock;

  DashboardController(
      DashboardQueries queries,
      NodeService nodes,
      CommandRegistry commands,
      SessionService sessions,
      Clock clock) {
    this.queries = queries;
    this.nodes = nodes;
    this.commands = commands;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Returns the dashboard.
   *
   * @param session the session whose workflows count; all workflows when absent
   */
  @GetMapping("/api/v1/dashboard")
  @Operation(
      operationId = "getDashboard",
      summary = "Get the dashboard",
      description =
          "Active commands, execution metrics, agents, quality gates and dependencies, of all"
              + " nodes. With session_id, commands, metrics, busy agents and gates are those of the"
              + " workflows of a session; nodes, circuit breakers and dependencies are common to"
              + " all.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "404",
      description = "No such session",
      content = @Content(mediaType = "application/problem+json"))
  DashboardDocument get(
      @RequestParam(name = "session_id", required = false) @Nullable String session) {
    var errors = new ArrayList<ValidationError>();
    UUID id =
        InvalidRequestException.parse(
            "session_id", session, UUID::fromString, "must be a session id (UUID)", errors);
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
    if (id != null) {
      sessions.find(id).orElseThrow(() -> new SessionNotFoundException(id));
    }
    return document(id);
  }

  /** Returns the dashboard of an existing session, or of all workflows. */
  DashboardDocument document(@Nullable UUID session) {
    Instant now = clock.instant();
    Instant since = now.minus(DAY);
    var graph = commands.catalog().graph();
    List<ActiveCommand> active = queries.activeCommands(session);
    return new DashboardDocument(
        now,
        queries.workflowsNeedingAttention(session),
        active,
        queries.workflowCounts(session),
        metrics(
            queries.executionsByHour(since, session), queries.executionsByCommand(since, session)),
        agents(nodes.findAll(), session == null ? null : workflowsOf(active)),
        new QualityGates(
            queries.gateCounts(since, session),
            queries.latestGateResults(since, session, LATEST_GATE_RESULTS)),
        new DependencyStatus(graph.commands().size(), graph.missing(), graph.cycles()));
  }

  private static Set<String> workflowsOf(List<ActiveCommand> active) {
    return active.stream().map(ActiveCommand::workflow).collect(Collectors.toSet());
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

  /** Returns the agents; only those that work on the given workflows are busy, unless these are absent. */
  private AgentStatus agents(List<NodeView> nodeViews, @Nullable Set<String> workflows) {
    var alive = nodeViews.stream().filter(NodeView::alive).toList();
    long busy =
        alive.stream()
            .flatMap(node -> node.agents().stream())
            .filter(agent -> workflows == null || workflows.contains(agent.workflow()))
            .count();
    return new AgentStatus(
        alive.stream().mapToLong(NodeView::slots).sum(), busy, nodeViews, nodes.findBreakers());
  }
}

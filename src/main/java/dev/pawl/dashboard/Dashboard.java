package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.Hour;
import dev.pawl.dashboard.Activity.OfCommand;
import dev.pawl.dashboard.DashboardDocument.AgentStatus;
import dev.pawl.dashboard.DashboardDocument.DependencyStatus;
import dev.pawl.dashboard.DashboardDocument.ExecutionMetrics;
import dev.pawl.dashboard.DashboardDocument.QualityGates;
import dev.pawl.node.NodeView;
import dev.pawl.node.Nodes;
import dev.pawl.registry.Commands;
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
class Dashboard {

  private static final Duration DAY = Duration.ofHours(24);
  private static final int ANSWERS = 10;

  private final Activity activity;
  private final Nodes nodes;
  private final Commands commands;
  private final Clock clock;

  Dashboard(Activity activity, Nodes nodes, Commands commands, Clock clock) {
    this.activity = activity;
    this.nodes = nodes;
    this.commands = commands;
    this.clock = clock;
  }

  @GetMapping("/api/v1/dashboard")
  @Operation(
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
        activity.attention(),
        activity.commands(),
        activity.waiting(),
        metrics(activity.byHour(since), activity.byCommand(since)),
        agents(nodes.all()),
        new QualityGates(activity.gates(since), activity.gateAnswers(since, ANSWERS)),
        new DependencyStatus(graph.commands().size(), graph.missing(), graph.cycles()));
  }

  private static ExecutionMetrics metrics(List<Hour> hours, List<OfCommand> ofCommands) {
    long completed = hours.stream().mapToLong(Hour::completed).sum();
    long failed = hours.stream().mapToLong(Hour::failed).sum();
    long other = hours.stream().mapToLong(Hour::other).sum();
    long judged = completed + failed;
    double percent = judged == 0 ? 100 : Math.floor(completed * 1000.0 / judged) / 10;
    return new ExecutionMetrics(judged + other, failed, percent, hours, ofCommands);
  }

  private AgentStatus agents(List<NodeView> all) {
    var alive = all.stream().filter(NodeView::alive).toList();
    return new AgentStatus(
        alive.stream().mapToLong(NodeView::slots).sum(),
        alive.stream().mapToLong(node -> node.agents().size()).sum(),
        all,
        nodes.breakers());
  }
}

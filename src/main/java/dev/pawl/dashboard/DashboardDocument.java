package dev.pawl.dashboard;

import dev.pawl.dashboard.DashboardQueries.ActiveCommand;
import dev.pawl.dashboard.DashboardQueries.AttentionItem;
import dev.pawl.dashboard.DashboardQueries.CommandStatistics;
import dev.pawl.dashboard.DashboardQueries.GateCounts;
import dev.pawl.dashboard.DashboardQueries.GateResult;
import dev.pawl.dashboard.DashboardQueries.HourlyExecutions;
import dev.pawl.dashboard.DashboardQueries.WorkflowCounts;
import dev.pawl.node.NodeView;
import dev.pawl.node.NodeView.BreakerView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** The dashboard document, which the overview page shows; numbers without a time cover the last 24 hours. */
@Schema(name = "DashboardDocument")
record DashboardDocument(
    Instant timestamp,
    List<AttentionItem> attention,
    List<ActiveCommand> activeCommands,
    WorkflowCounts workflows,
    ExecutionMetrics executionMetrics,
    AgentStatus agentStatus,
    QualityGates qualityGates,
    DependencyStatus dependencyStatus) {

  /**
   * The results of command executions.
   *
   * @param successPercent the share of completed executions among the completed and failed ones; 100 if there are none
   */
  @Schema(name = "ExecutionMetrics")
  record ExecutionMetrics(
      long executions,
      long failed,
      double successPercent,
      List<HourlyExecutions> byHour,
      List<CommandStatistics> byCommand) {}

  /** The numbers of existing and busy agents, the nodes, and the circuit breakers of tools. */
  @Schema(name = "AgentStatus")
  record AgentStatus(long agents, long busy, List<NodeView> nodes, List<BreakerView> breakers) {}

  /** The results of quality gates. */
  @Schema(name = "QualityGates")
  record QualityGates(GateCounts last24Hours, List<GateResult> latest) {}

  /**
   * The state of the dependency graph of all commands.
   *
   * @param missing the unresolved dependencies, by command
   * @param cycles the dependency cycles, each with its whole path
   */
  @Schema(name = "DependencyStatus")
  record DependencyStatus(
      int commands, SortedMap<String, SortedSet<String>> missing, List<List<String>> cycles) {}
}

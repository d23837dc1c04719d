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

/**
 * The dashboard document, which the overview page shows; numbers without a time cover the last 24 hours.
 *
 * @param timestamp the time of this document
 * @param attention the workflows that need attention
 * @param activeCommands the running commands, oldest first
 * @param workflows the numbers of running and waiting workflows
 * @param executionMetrics the executions of commands
 * @param agentStatus the agents, nodes and circuit breakers
 * @param qualityGates the results of quality gates
 * @param dependencyStatus the state of the dependencies between commands
 */
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
   * @param executions the number of executions
   * @param failed the number of failed executions
   * @param successPercent the share of completed executions among the completed and failed ones; 100 if there are none
   * @param byHour the executions by hour, oldest first
   * @param byCommand the executions by command
   */
  @Schema(name = "ExecutionMetrics")
  record ExecutionMetrics(
      long executions,
      long failed,
      double successPercent,
      List<HourlyExecutions> byHour,
      List<CommandStatistics> byCommand) {}

  /**
   * The numbers of existing and busy agents, the nodes, and the circuit breakers of tools.
   *
   * @param agents the number of agents on all nodes
   * @param busy the number of agents that execute a step
   * @param nodes the nodes
   * @param breakers the circuit breakers of the tools that have failed
   */
  @Schema(name = "AgentStatus")
  record AgentStatus(long agents, long busy, List<NodeView> nodes, List<BreakerView> breakers) {}

  /**
   * The results of quality gates.
   *
   * @param last24Hours the numbers of the last 24 hours
   * @param latest the latest results, newest first
   */
  @Schema(name = "QualityGates")
  record QualityGates(GateCounts last24Hours, List<GateResult> latest) {}

  /**
   * The state of the dependency graph of all commands.
   *
   * @param commands the number of commands
   * @param missing the unresolved dependencies, by command
   * @param cycles the dependency cycles, each with its whole path
   */
  @Schema(name = "DependencyStatus")
  record DependencyStatus(
      int commands, SortedMap<String, SortedSet<String>> missing, List<List<String>> cycles) {}
}

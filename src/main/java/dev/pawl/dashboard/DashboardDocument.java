package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.ActiveCommand;
import dev.pawl.dashboard.Activity.Attention;
import dev.pawl.dashboard.Activity.GateAnswer;
import dev.pawl.dashboard.Activity.GateCount;
import dev.pawl.dashboard.Activity.Hour;
import dev.pawl.dashboard.Activity.OfCommand;
import dev.pawl.dashboard.Activity.Waiting;
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
    List<Attention> attention,
    List<ActiveCommand> activeCommands,
    Waiting workflows,
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
      List<Hour> byHour,
      List<OfCommand> byCommand) {}

  /** The numbers of existing and busy agents, the nodes, and the circuit breakers of tools. */
  @Schema(name = "AgentStatus")
  record AgentStatus(long agents, long busy, List<NodeView> nodes, List<BreakerView> breakers) {}

  /** The results of quality gates. */
  @Schema(name = "QualityGates")
  record QualityGates(GateCount last24Hours, List<GateAnswer> latest) {}

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

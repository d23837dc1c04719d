package dev.pawl.dashboard;

import dev.pawl.dashboard.Activity.ActiveCommand;
import dev.pawl.dashboard.Activity.Attention;
import dev.pawl.dashboard.Activity.GateAnswer;
import dev.pawl.dashboard.Activity.GateCount;
import dev.pawl.dashboard.Activity.Waiting;
import dev.pawl.dashboard.Activity.Hour;
import dev.pawl.dashboard.Activity.OfCommand;
import dev.pawl.node.NodeView;
import dev.pawl.node.NodeView.BreakerView;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What the overview shows, as one document (2-behaviour, 10.4); numbers without a time are of the last 24 hours. */
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
   * How executions of commands went.
   *
   * @param successPercent of those that were completed or failed; 100 when there were none
   */
  record ExecutionMetrics(
      long executions,
      long failed,
      double successPercent,
      List<Hour> byHour,
      List<OfCommand> byCommand) {}

  /** Who can work, who works, and what is left alone. */
  record AgentStatus(long agents, long busy, List<NodeView> nodes, List<BreakerView> breakers) {}

  /** How gates answered. */
  record QualityGates(GateCount last24Hours, List<GateAnswer> latest) {}

  /**
   * Whether all commands can be put in an order.
   *
   * @param missing dependencies that nobody knows, by command
   * @param cycles each with its whole path
   */
  record DependencyStatus(
      int commands, SortedMap<String, SortedSet<String>> missing, List<List<String>> cycles) {}
}

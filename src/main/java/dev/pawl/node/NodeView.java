package dev.pawl.node;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node in the API.
 *
 * @param name the name of the node
 * @param alive whether the last heartbeat was in time
 * @param host the name of its machine
 * @param process the id of its process
 * @param startedAt the time of its start
 * @param seenAt the time of its last heartbeat
 * @param cpuCores the number of its processors
 * @param slots the maximum number of parallel agents per role
 * @param cpu the CPU use by other processes than the node, in percent of all CPUs
 * @param memory the memory in use, in percent
 * @param disk the disk space in use, in percent
 * @param diskFree the free disk space in bytes
 * @param load the load by other processes, as one-minute average
 * @param strategy the load strategy, which follows from the load
 * @param admission whether it claims workflows
 * @param workflows the number of workflows that it has claimed; a draining node can be stopped when there are none
 * @param operatingSystem the operating system; absent for nodes of versions that did not report it
 * @param labels the labels that requests may require, with those of the operating system; absent for nodes of versions
 *     that did not report them
 * @param tools the versions of the programs that are installed on it, by name; absent until they are known
 * @param agents its working agents
 */
@Schema(name = "NodeView")
public record NodeView(
    String name,
    boolean alive,
    String host,
    long process,
    Instant startedAt,
    Instant seenAt,
    int cpuCores,
    int slots,
    double cpu,
    double memory,
    double disk,
    long diskFree,
    double load,
    LoadStrategy strategy,
    NodeAdmission admission,
    int workflows,
    @Nullable String operatingSystem,
    @Nullable Map<String, String> labels,
    @Nullable Map<String, String> tools,
    List<AgentView> agents) {

  /**
   * A working agent.
   *
   * @param node the name of the node
   * @param role the role of the agent
   * @param workflow the id of the workflow that it works on
   * @param step the step that it executes
   * @param since the time since which it executes the step
   */
  @Schema(name = "AgentView")
  public record AgentView(String node, String role, String workflow, String step, Instant since) {}

  /**
   * The circuit breaker of a tool that has failed.
   *
   * @param tool the name of the tool
   * @param project the project whose steps failed; absent for workflows that belong to no project
   * @param state closed while the tool is used, open while it is not, half_open when one step may try it
   * @param failures the number of consecutive failures
   * @param openedAt the time at which the circuit breaker opened; absent while it is closed
   * @param last the message of the last failure
   */
  @Schema(name = "CircuitBreaker")
  public record BreakerView(
      String tool,
      @Nullable String project,
      String state,
      int failures,
      @Nullable Instant openedAt,
      String last) {}
}

package dev.pawl.node;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node in the API.
 *
 * @param alive whether the last heartbeat was in time
 * @param slots the maximum number of parallel agents per role
 * @param cpu the CPU use by other processes than the node, in percent of all CPUs
 * @param memory the memory in use, in percent
 * @param disk the disk space in use, in percent
 * @param load the load by other processes, as one-minute average
 * @param strategy the load strategy, which follows from the load
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
    List<AgentView> agents) {

  /** A working agent. */
  @Schema(name = "AgentView")
  public record AgentView(String node, String role, String workflow, String step, Instant since) {}

  /**
   * The circuit breaker of a tool that has failed.
   *
   * @param state closed while the tool is used, open while it is not, half_open when one step may try it
   * @param failures the number of consecutive failures
   * @param last the message of the last failure
   */
  @Schema(name = "BreakerView")
  public record BreakerView(
      String tool, String state, int failures, @Nullable Instant openedAt, String last) {}
}

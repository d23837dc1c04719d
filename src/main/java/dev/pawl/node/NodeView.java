package dev.pawl.node;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is shown.
 *
 * @param alive whether it gave a sign in time
 * @param slots how many agents of each role work at once
 * @param cpu used by others than the node, in percent of all processors
 * @param memory in use, in percent
 * @param disk in use, in percent
 * @param load of others: processes that run or want to, on average of a minute
 * @param strategy how much the node takes on because of it
 */
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
    Strategy strategy,
    List<AgentView> agents) {

  /** An agent that works. */
  public record AgentView(String node, String role, String workflow, String step, Instant since) {}

  /**
   * A tool that has failed.
   *
   * @param state closed while it is used, open while it is left alone, half_open when one may try
   * @param failures in a row
   * @param last what the last failure was
   */
  public record BreakerView(
      String tool, String state, int failures, @Nullable Instant openedAt, String last) {}
}

package dev.pawl.command;

import java.util.Map;
import java.util.function.Consumer;

/**
 * The input of one command execution.
 *
 * @param workspace the key of the workspace to work in
 * @param arguments the arguments of the step, as recorded in the plan
 * @param previous the results of the preceding steps by step name, in plan order
 * @param conditions the settings that result from earlier attempts
 * @param shared the state that the steps of a session share
 * @param log the consumer of log lines, one at a time; the log is visible while the step runs
 * @param lease the lease check, called before each persistent effect
 * @param spans the tracer of tool executions
 */
public record Invocation(
    String workspace,
    Arguments arguments,
    Map<String, Outcome> previous,
    Conditions conditions,
    SharedState shared,
    Consumer<String> log,
    Lease lease,
    Spans spans) {

  /** Creates the input of a first attempt outside of a session. */
  public Invocation(
      String workspace,
      Arguments arguments,
      Map<String, Outcome> previous,
      Consumer<String> log,
      Lease lease) {
    this(
        workspace,
        arguments,
        previous,
        Conditions.USUAL,
        SharedState.of(previous),
        log,
        lease,
        Spans.NONE);
  }

  /** Checks whether this execution still holds the lease of its workflow. */
  @FunctionalInterface
  public interface Lease {

    /** Returns normally if the execution may continue. */
    void check() throws InterruptedException;
  }

  /** Returns a copy with the given settings. */
  public Invocation under(Conditions other) {
    return new Invocation(workspace, arguments, previous, other, shared, log, lease, spans);
  }

  /** Returns the name of the workflow that the step belongs to. */
  public String workflow() {
    return workspace.substring(0, workspace.indexOf('/'));
  }

  /**
   * Checks that the step may continue.
   *
   * @throws InterruptedException if the step was cancelled, timed out or lost its lease
   */
  public void ensureActive() throws InterruptedException {
    lease.check();
  }

  /** Writes one line to the log of the step. */
  public void say(String line) {
    log.accept(line);
  }
}

package dev.pawl.command;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What a command is given.
 *
 * @param workspace the key of the workspace to work in
 * @param arguments the step's arguments, as the plan holds them
 * @param previous what the steps before this one reported, by step name, in plan order
 * @param conditions what earlier attempts have taught
 * @param shared what the steps of the session tell each other
 * @param log takes one line at a time, for people; shown while the step runs
 * @param lease asked before each lasting effect
 * @param spans told when a tool works
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

  /** A first attempt outside of a session. */
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

  /** Whether this execution still holds its workflow. */
  @FunctionalInterface
  public interface Lease {

    /** Returns when work may go on. */
    void check() throws InterruptedException;
  }

  /** The same under other conditions. */
  public Invocation under(Conditions other) {
    return new Invocation(workspace, arguments, previous, other, shared, log, lease, spans);
  }

  /** The name of the workflow that it is part of. */
  public String workflow() {
    return workspace.substring(0, workspace.indexOf('/'));
  }

  /** Stops here when the step was cancelled, timed out or lost its lease. */
  public void ensureActive() throws InterruptedException {
    lease.check();
  }

  /** Tells people one line. */
  public void say(String line) {
    log.accept(line);
  }
}

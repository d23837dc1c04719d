package dev.pawl.tool;

import dev.pawl.command.Conditions;
import dev.pawl.command.Invocation;
import dev.pawl.command.Spans;
import dev.pawl.workspace.Workspace;
import java.util.function.Consumer;

/**
 * The context that a tool gets in addition to the files.
 *
 * @param workspace the workspace of the files
 * @param detection the result of detecting the tool
 * @param conditions the settings of the attempt, such as parallelism and batch size
 * @param log the consumer of log lines for people
 * @param spans the tracer for runs of tools
 */
public record Job(
    Workspace workspace,
    Detection detection,
    Conditions conditions,
    Consumer<String> log,
    Spans spans) {

  /** Creates the context for a detected tool. */
  static Job of(Workspace workspace, Detection detection, Invocation invocation) {
    return new Job(
        workspace, detection, invocation.conditions(), invocation.log(), invocation.spans());
  }

  /** Returns this context for another tool. */
  Job of(Detection other) {
    return new Job(workspace, other, conditions, log, spans);
  }
}

package dev.pawl.tool;

import dev.pawl.command.Conditions;
import dev.pawl.command.Invocation;
import dev.pawl.command.Spans;
import dev.pawl.workspace.Workspace;
import java.util.function.Consumer;

/**
 * What a tool is given beside the files.
 *
 * @param workspace where the files are
 * @param detection what was found out about the tool
 * @param conditions how many things at once, and in how large batches
 * @param log takes one line at a time, for people
 * @param spans told when a tool works
 */
public record Job(
    Workspace workspace,
    Detection detection,
    Conditions conditions,
    Consumer<String> log,
    Spans spans) {

  /** A job for the tool that was detected. */
  static Job of(Workspace workspace, Detection detection, Invocation invocation) {
    return new Job(
        workspace, detection, invocation.conditions(), invocation.log(), invocation.spans());
  }

  /** The same for another tool. */
  Job of(Detection other) {
    return new Job(workspace, other, conditions, log, spans);
  }
}

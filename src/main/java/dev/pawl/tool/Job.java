package dev.pawl.tool;

import dev.pawl.command.Conditions;
import dev.pawl.command.Invocation;
import dev.pawl.workspace.Workspace;
import java.util.function.Consumer;

/**
 * What a tool is given beside the files.
 *
 * @param workspace where the files are
 * @param detection what was found out about the tool
 * @param conditions how many things at once, and in how large batches
 * @param log takes one line at a time, for people
 */
public record Job(
    Workspace workspace, Detection detection, Conditions conditions, Consumer<String> log) {

  /** A job for the tool that was detected. */
  static Job of(Workspace workspace, Detection detection, Invocation invocation) {
    return new Job(workspace, detection, invocation.conditions(), invocation.log());
  }

  /** The same for another tool. */
  Job of(Detection other) {
    return new Job(workspace, other, conditions, log);
  }
}

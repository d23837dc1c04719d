package dev.pawl.tool;

import dev.pawl.command.CommandContext;
import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolTracer;
import dev.pawl.workspace.Workspace;
import java.util.function.Consumer;

/**
 * The context that a tool gets in addition to the files.
 *
 * @param workspace the workspace of the files
 * @param detection the result of detecting the tool
 * @param settings the settings of the attempt, such as parallelism and batch size
 * @param log the consumer of log lines for people
 * @param tracer the tracer for runs of tools
 */
public record ToolContext(
    Workspace workspace,
    ToolDetection detection,
    RetrySettings settings,
    Consumer<String> log,
    ToolTracer tracer) {

  /** Creates the context for a detected tool. */
  public static ToolContext of(
      Workspace workspace, ToolDetection detection, CommandContext context) {
    return new ToolContext(
        workspace, detection, context.settings(), context.log(), context.tracer());
  }

  /** Returns this context for another tool. */
  public ToolContext withDetection(ToolDetection newDetection) {
    return new ToolContext(workspace, newDetection, settings, log, tracer);
  }
}

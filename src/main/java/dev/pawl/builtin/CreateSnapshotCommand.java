package dev.pawl.builtin;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Quantity;
import dev.pawl.snapshot.Snapshot;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.WorkspaceService;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes the snapshot of the target and checks it out into the workspace. */
@Component
class CreateSnapshotCommand implements Command {

  private final WorkspaceService workspaces;
  private final FormatPreview formatPreview;

  CreateSnapshotCommand(WorkspaceService workspaces, FormatPreview formatPreview) {
    this.workspaces = workspaces;
    this.formatPreview = formatPreview;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
            "snapshot/create", "Takes a snapshot of the files for comparison and rollback")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    Snapshot snapshot = workspace.snapshot();
    return CommandResult.success(
            "snapshot %s, %s, %s"
                .formatted(
                    snapshot.tree(),
                    Quantity.of(snapshot.files(), "file"),
                    Quantity.of(snapshot.bytes(), "byte")))
        .withCoverage(formatPreview.read(workspace, withoutArguments(context)))
        .withMetric("files", snapshot.files())
        .withMetric("bytes", snapshot.bytes())
        .withFact("snapshot", snapshot.tree());
  }

  /** Returns a context for a format step without arguments. */
  private static CommandContext withoutArguments(CommandContext context) {
    return new CommandContext(
            context.workspace(), Arguments.NONE, Map.of(), context.log(), context.lease())
        .withNamedFormatters(context.namedFormatters());
  }
}

package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.snapshot.Snapshot;
import dev.pawl.workspace.WorkspaceService;
import org.springframework.stereotype.Component;

/** Takes the snapshot of the target and checks it out into the workspace. */
@Component
class CreateSnapshotCommand implements Command {

  private final WorkspaceService workspaces;

  CreateSnapshotCommand(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
        "snapshot/create", "Takes a snapshot of all files for comparison and rollback");
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Snapshot snapshot = workspaces.get(context.workspace()).snapshot();
    return CommandResult.success(
            "snapshot %s, %d files, %d bytes"
                .formatted(snapshot.tree(), snapshot.files(), snapshot.bytes()))
        .withMetric("files", snapshot.files())
        .withMetric("bytes", snapshot.bytes())
        .withFact("snapshot", snapshot.tree());
  }
}

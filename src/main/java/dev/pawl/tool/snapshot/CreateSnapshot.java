package dev.pawl.tool.snapshot;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workspace.Snapshot;
import dev.pawl.workspace.Workspaces;
import org.springframework.stereotype.Component;

/** Takes the snapshot of the target and checks it out into the workspace. */
@Component
class CreateSnapshot implements Command {

  private final Workspaces workspaces;

  CreateSnapshot(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "snapshot/create", "Takes a snapshot of all files for comparison and rollback");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Snapshot snapshot = workspaces.get(invocation.workspace()).snapshot();
    return Outcome.success(
            "snapshot %s, %d files, %d bytes"
                .formatted(snapshot.tree(), snapshot.files(), snapshot.bytes()))
        .with("files", snapshot.files())
        .with("bytes", snapshot.bytes())
        .with("snapshot", snapshot.tree());
  }
}

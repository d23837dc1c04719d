package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.OpenWorkspace;

/** Creates commands of an open workspace that run the real tools. */
public final class CommandsOf {

  private CommandsOf() {}

  public static Command verify(OpenWorkspace open) {
    return new VerifyCommand(open.workspaces(), Tools.get(Checking.class));
  }

  public static Command format(OpenWorkspace open) {
    return new FixCommands(open.workspaces(), Tools.get(Fixing.class)).format();
  }

  public static Command cleanup(OpenWorkspace open) {
    return new FixCommands(open.workspaces(), Tools.get(Fixing.class)).cleanup();
  }
}

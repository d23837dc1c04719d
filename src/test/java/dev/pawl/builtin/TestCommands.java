package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestWorkspace;

/** Creates commands of an open workspace that run the real tools. */
public final class TestCommands {

  private TestCommands() {}

  public static Command verify(TestWorkspace open) {
    return new VerifyCommand(open.workspaces(), ToolBeans.get(CheckerRunner.class));
  }

  public static Command format(TestWorkspace open) {
    return new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class))
        .format();
  }

  public static Command cleanup(TestWorkspace open) {
    return new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class))
        .cleanup();
  }
}

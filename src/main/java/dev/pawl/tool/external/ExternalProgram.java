package dev.pawl.tool.external;

import dev.pawl.tool.Detection;
import dev.pawl.tool.Settings;
import dev.pawl.tool.Tool;
import dev.pawl.workspace.Workspace;

/** Base class of tools that run a program of the machine or of the target on files on disk. */
abstract sealed class ExternalProgram implements Tool permits ExternalChecker, ExternalFixer {

  final ExternalTool tool;
  final Runs runs;
  private final Installed installed;

  ExternalProgram(ExternalTool tool, Installed installed, Runs runs) {
    this.tool = tool;
    this.installed = installed;
    this.runs = runs;
  }

  @Override
  public String name() {
    return tool.name();
  }

  @Override
  public Detection detect(Workspace workspace) {
    return installed.detect(tool, workspace);
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(tool.configurationFiles());
  }

  @Override
  public boolean worksOnDisk() {
    return true;
  }
}

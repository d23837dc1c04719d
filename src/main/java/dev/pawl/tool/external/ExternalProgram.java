package dev.pawl.tool.external;

import dev.pawl.tool.Tool;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;

/** Base class of tools that run a program of the machine or of the target on files on disk. */
abstract sealed class ExternalProgram implements Tool permits ExternalChecker, ExternalFixer {

  final ExternalTool tool;
  final BatchRunner batchRunner;
  private final ProgramLocator locator;

  ExternalProgram(ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner) {
    this.tool = tool;
    this.locator = locator;
    this.batchRunner = batchRunner;
  }

  @Override
  public String name() {
    return tool.name();
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return locator.detect(tool, workspace);
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(tool.configurationFiles());
  }

  @Override
  public boolean requiresFilesOnDisk() {
    return true;
  }
}

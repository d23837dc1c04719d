package dev.pawl.externaltool;

import dev.pawl.tool.Tool;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.nio.file.Path;
import java.util.TreeMap;

/** Base class of tools that run a program of the machine or of the target on files on disk. */
abstract sealed class ExternalProgram implements Tool
    permits ExternalChecker, ExternalFixer, ExternalLinter {

  final ExternalTool tool;
  final BatchRunner batchRunner;
  final ProgramLocator locator;

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
    return settings.fingerprint(tool.configurationFiles()) + limits();
  }

  @Override
  public boolean requiresFilesOnDisk() {
    return true;
  }

  /** Returns the limits of the program as part of a key: results of files that exceed them are cached, too. */
  final String limits() {
    return tool.maxCharacters() == null ? "" : " " + new TreeMap<>(tool.maxCharacters());
  }

  /** Returns a path of a report relative to the workspace; a path outside stays as it is. */
  static String relative(String path, Path folder) {
    String pathWithoutScheme =
        path.startsWith("file://") ? path.substring("file://".length()) : path;
    Path file = folder.resolve(pathWithoutScheme).normalize();
    return file.startsWith(folder) ? folder.relativize(file).toString() : pathWithoutScheme;
  }
}

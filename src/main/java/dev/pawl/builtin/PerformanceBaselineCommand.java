package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Quantity;
import dev.pawl.language.Language;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Measures how long checking one file takes without caches and without parallelism. */
@Component
class PerformanceBaselineCommand implements Command {

  private static final int SAMPLE_SIZE = 10;

  private final WorkspaceService workspaces;
  private final CheckerRunner checkerRunner;

  PerformanceBaselineCommand(WorkspaceService workspaces, CheckerRunner checkerRunner) {
    this.workspaces = workspaces;
    this.checkerRunner = checkerRunner;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.readOnly(
            "performance/baseline",
            "Measures how long it takes to check one file, as a sequential baseline for the"
                + " workflow")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    Workspace workspace = workspaces.get(context.workspace());
    var configFiles = new ToolConfigFiles(workspace.files());
    List<WorkspaceFile> files = workspace.scope().filter(configFiles.files());
    List<WorkspaceFile> sources = files.stream().filter(file -> isSource(file.path())).toList();
    List<WorkspaceFile> sample = sample(sources);
    CommandContext sequential = context.withSettings(context.settings().simplified());
    // The first run is a warm-up, because it includes class loading.
    checkEach(workspace, sample, configFiles, sequential);
    long start = System.nanoTime();
    checkEach(workspace, sample, configFiles, sequential);
    long nanos = System.nanoTime() - start;
    long microsPerFile = TimeUnit.NANOSECONDS.toMicros(nanos / Math.max(1, sample.size()));
    return CommandResult.success(
            "%s, %s; checking one file takes %.1f ms"
                .formatted(
                    Quantity.of(files.size(), "file"),
                    Quantity.of(sources.size(), "source file"),
                    microsPerFile / 1000.0))
        .withMetric("file_count", files.size())
        .withMetric("source_file_count", sources.size())
        .withMetric("total_size", files.stream().mapToLong(WorkspaceFile::size).sum())
        .withMetric("sample", sample.size())
        .withMetric("avg_processing_speed_us", microsPerFile);
  }

  private void checkEach(
      Workspace workspace,
      List<WorkspaceFile> sample,
      ToolConfigFiles configFiles,
      CommandContext sequential)
      throws IOException, InterruptedException {
    for (WorkspaceFile file : sample) {
      checkerRunner.check(workspace, List.of(file), configFiles, sequential);
    }
  }

  private static boolean isSource(String path) {
    return Language.of(path).filter(Language::isSource).isPresent();
  }

  /** Returns an evenly distributed sample, which is always the same for the same target. */
  private static List<WorkspaceFile> sample(List<WorkspaceFile> files) {
    var sample = new ArrayList<WorkspaceFile>();
    int count = Math.min(SAMPLE_SIZE, files.size());
    for (int i = 0; i < count; i++) {
      sample.add(files.get((int) ((long) i * files.size() / count)));
    }
    return sample;
  }
}

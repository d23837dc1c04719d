package dev.pawl.tool;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Measures how long checking one file takes without caches and without parallelism. */
@Component
class BaselineCommand implements Command {

  private static final int SAMPLE = 10;

  private final Workspaces workspaces;
  private final Checking checking;

  BaselineCommand(Workspaces workspaces, Checking checking) {
    this.workspaces = workspaces;
    this.checking = checking;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading(
        "performance/baseline",
        "Measures how long checking one file takes sequentially, as the baseline of the workflow");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    var settings = new Settings(workspace.files());
    List<WorkspaceFile> sources =
        settings.files().stream().filter(file -> isSource(file.path())).toList();
    List<WorkspaceFile> sample = sample(sources);
    Invocation alone = invocation.under(invocation.conditions().simpler());
    // The first run is a warm-up, because it includes class loading.
    check(workspace, sample, settings, alone);
    long begun = System.nanoTime();
    check(workspace, sample, settings, alone);
    long nanos = System.nanoTime() - begun;
    long each = TimeUnit.NANOSECONDS.toMicros(nanos / Math.max(1, sample.size()));
    return Outcome.success(
            "%d files, %d of them source files; checking one file takes %.1f ms"
                .formatted(settings.files().size(), sources.size(), each / 1000.0))
        .with("file_count", settings.files().size())
        .with("source_file_count", sources.size())
        .with("total_size", settings.files().stream().mapToLong(WorkspaceFile::size).sum())
        .with("sample", sample.size())
        .with("avg_processing_speed_us", each);
  }

  private void check(
      Workspace workspace, List<WorkspaceFile> sample, Settings settings, Invocation alone)
      throws IOException, InterruptedException {
    for (WorkspaceFile file : sample) {
      checking.check(workspace, List.of(file), settings, alone);
    }
  }

  private static boolean isSource(String path) {
    return Language.of(path).filter(Language::isSource).isPresent();
  }

  /** Returns an evenly distributed sample, which is always the same for the same target. */
  private static List<WorkspaceFile> sample(List<WorkspaceFile> files) {
    var sample = new ArrayList<WorkspaceFile>();
    int count = Math.min(SAMPLE, files.size());
    for (int i = 0; i < count; i++) {
      sample.add(files.get((int) ((long) i * files.size() / count)));
    }
    return sample;
  }
}

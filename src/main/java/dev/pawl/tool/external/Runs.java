package dev.pawl.tool.external;

import dev.pawl.command.Conditions;
import dev.pawl.tool.Job;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.process.Processes.Start;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Runs programs on files in batches that fit into an argument list. */
@Component
class Runs {

  /** The files that one process was given, its exit code and its output lines. */
  record Run(List<SourceFile> files, int exit, List<String> said) {

    String report() {
      return String.join("\n", said);
    }

    /** Returns the last line of output that is not blank. */
    String last() {
      return said.stream()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("");
    }
  }

  private static final int MOST_FILES = 200;
  private static final int MOST_CHARACTERS = 100_000;

  private final Processes processes;

  Runs(Processes processes) {
    this.processes = processes;
  }

  /** Splits files into batches, smaller ones where earlier attempts have failed. */
  static List<List<SourceFile>> batches(List<SourceFile> sources, Conditions conditions) {
    int most = Math.max(1, MOST_FILES / conditions.share());
    var batches = new ArrayList<List<SourceFile>>();
    var batch = new ArrayList<SourceFile>();
    int characters = 0;
    for (SourceFile source : sources) {
      int own = source.path().length() + 3;
      if (!batch.isEmpty() && (batch.size() == most || characters + own > MOST_CHARACTERS)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        characters = 0;
      }
      batch.add(source);
      characters += own;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  /** Runs a program on files of the workspace. */
  Run run(ExternalTool tool, List<String> arguments, List<SourceFile> files, Job job)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(job.detection().program());
    command.addAll(arguments);
    if (job.detection().leftOut() != null && tool.plain() != null) {
      command.addAll(tool.plain());
    }
    // The prefix keeps a file name from being parsed as an option.
    files.forEach(file -> command.add("./" + file.path()));
    Workspace workspace = job.workspace();
    Path home = Files.createTempDirectory(workspace.scratch("tools"), "home-");
    var said = new ArrayList<String>();
    int exit =
        processes.run(
            Start.of(command, workspace.folder(), home)
                .with(tool.variables())
                .showing(links(workspace)),
            said::add);
    return new Run(files, exit, said);
  }

  /** Returns the ignored folders of a trusted target that its tools need, by their path in the workspace. */
  private static Map<Path, Path> links(Workspace workspace) throws IOException {
    String path = workspace.target().path();
    var links = new LinkedHashMap<Path, Path>();
    if (path != null && workspace.trusted()) {
      for (String link : workspace.config().links()) {
        Path from = Path.of(path).resolve(link).normalize();
        if (from.startsWith(path) && Files.isDirectory(from)) {
          links.put(workspace.folder().resolve(link), from);
        }
      }
    }
    return links;
  }
}

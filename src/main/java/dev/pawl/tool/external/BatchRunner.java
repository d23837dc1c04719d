package dev.pawl.tool.external;

import dev.pawl.command.RetrySettings;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Runs programs on files in batches that fit into an argument list. */
@Component
class BatchRunner {

  /** The files that one process was given, its exit code and its output lines. */
  record BatchResult(List<SourceFile> files, int exitCode, List<String> lines) {

    /** Returns whether a signal ended the program, as when it runs out of memory (134, 137, 139). */
    boolean isCrash() {
      return exitCode >= FIRST_SIGNAL_EXIT_CODE;
    }

    /** Returns the output without messages before and after a report in JSON. */
    String report() {
      int start = 0;
      int end = lines.size();
      while (start < end && !REPORT_START.matcher(lines.get(start)).lookingAt()) {
        start++;
      }
      while (end > start && !REPORT_END.matcher(lines.get(end - 1)).find()) {
        end--;
      }
      return String.join("\n", start < end ? lines.subList(start, end) : lines);
    }

    /** Returns the last line of output that is not blank. */
    String lastLine() {
      return lines.stream()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("");
    }
  }

  private static final Pattern REPORT_START = Pattern.compile("\\s*(\\{|\\[)\\s*([\\[{}\\]\"]|$)");
  private static final Pattern REPORT_END = Pattern.compile("[}\\]]\\s*$");

  /** Exit codes of at least this value mean that a signal ended the program. */
  private static final int FIRST_SIGNAL_EXIT_CODE = 128;

  private static final int MAX_FILES = 200;
  private static final int MAX_CHARACTERS = 100_000;

  private final ProcessRunner processRunner;

  BatchRunner(ProcessRunner processRunner) {
    this.processRunner = processRunner;
  }

  /** Splits files into batches, smaller ones where earlier attempts have failed. */
  static List<List<SourceFile>> batches(List<SourceFile> sources, RetrySettings conditions) {
    int maxFiles = Math.max(1, MAX_FILES / conditions.share());
    var batches = new ArrayList<List<SourceFile>>();
    var batch = new ArrayList<SourceFile>();
    int characters = 0;
    for (SourceFile source : sources) {
      int length = source.path().length() + 3;
      if (!batch.isEmpty() && (batch.size() == maxFiles || characters + length > MAX_CHARACTERS)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        characters = 0;
      }
      batch.add(source);
      characters += length;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  /** Runs a program on files of the workspace. */
  BatchResult run(
      ExternalTool tool, List<String> arguments, List<SourceFile> files, ToolContext job)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(job.detection().program());
    command.addAll(arguments);
    if (job.detection().ignoredConfiguration() != null && tool.plain() != null) {
      command.addAll(tool.plain());
    }
    // The prefix keeps a file name from being parsed as an option.
    files.forEach(file -> command.add("./" + file.path()));
    Workspace workspace = job.workspace();
    Path home = Files.createTempDirectory(workspace.createScratchFolder("tools"), "home-");
    var output = new ArrayList<String>();
    int exitCode =
        processRunner.run(
            ProcessSpec.of(command, workspace.folder(), home)
                .withEnvironment(tool.environmentVariables())
                .withLongLines()
                .withMounts(linkedFolders(workspace)),
            output::add);
    return new BatchResult(files, exitCode, output);
  }

  /** Returns the ignored folders of a trusted target that its tools need, by their path in the workspace. */
  private static Map<Path, Path> linkedFolders(Workspace workspace) throws IOException {
    String path = workspace.target().path();
    var links = new LinkedHashMap<Path, Path>();
    if (path != null && workspace.isTrusted()) {
      for (String link : workspace.config().links()) {
        Path folder = Path.of(path).resolve(link).normalize();
        if (folder.startsWith(path) && Files.isDirectory(folder)) {
          links.put(workspace.folder().resolve(link), folder);
        }
      }
    }
    return links;
  }
}

package dev.pawl.tool.external;

import dev.pawl.command.Finding;
import dev.pawl.command.ToolCrashedException;
import dev.pawl.language.Language;
import dev.pawl.tool.Checker;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.external.BatchRunner.BatchResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A checker that runs an external program. */
final class ExternalChecker extends ExternalProgram implements Checker {

  ExternalChecker(ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner) {
    super(tool, locator, batchRunner);
  }

  @Override
  public boolean handles(String path) {
    return Language.of(path).filter(tool.supportedLanguages()::contains).isPresent();
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    return ParallelFiles.flatMap(
        job.settings(),
        BatchRunner.batches(sources, job.settings()),
        batch -> checkBatch(batch, job));
  }

  /** A crash of the program is not a finding: the step fails, and the circuit breaker counts it. */
  private List<Finding> checkBatch(List<SourceFile> batch, ToolContext job)
      throws InterruptedException {
    try {
      BatchResult result = batchRunner.run(tool, Objects.requireNonNull(tool.check()), batch, job);
      if (!tool.successCodes(false).contains(result.exitCode())) {
        throw new ToolCrashedException(
            tool.name(),
            "failed with exit code %d: %s".formatted(result.exitCode(), result.lastLine()));
      }
      Path folder = job.workspace().folder();
      return Objects.requireNonNull(tool.output()).parse(result.report(), tool.name()).stream()
          .map(finding -> finding.withFile(relative(finding.file(), folder)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(String path, Path folder) {
    String pathWithoutScheme =
        path.startsWith("file://") ? path.substring("file://".length()) : path;
    Path file = folder.resolve(pathWithoutScheme).normalize();
    return file.startsWith(folder) ? folder.relativize(file).toString() : pathWithoutScheme;
  }
}

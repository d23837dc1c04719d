package dev.pawl.tool.external;

import dev.pawl.command.BrokenTool;
import dev.pawl.command.Finding;
import dev.pawl.tool.Checker;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Job;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.external.Runs.Run;
import dev.pawl.workspace.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A checker that runs an external program. */
final class ExternalChecker extends ExternalProgram implements Checker {

  ExternalChecker(ExternalTool tool, Installed installed, Runs runs) {
    super(tool, installed, runs);
  }

  @Override
  public boolean handles(String path) {
    return Language.of(path).filter(tool.spoken()::contains).isPresent();
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, Job job) throws InterruptedException {
    return InParallel.flatMap(
        job.conditions(), Runs.batches(sources, job.conditions()), batch -> found(batch, job));
  }

  /** A crash of the program is not a finding: the step fails, and the circuit breaker counts it. */
  private List<Finding> found(List<SourceFile> batch, Job job) throws InterruptedException {
    try {
      Run run = runs.run(tool, Objects.requireNonNull(tool.check()), batch, job);
      if (!tool.goodCodes(false).contains(run.exit())) {
        throw new BrokenTool(
            tool.name(), "failed with exit code %d: %s".formatted(run.exit(), run.last()));
      }
      Path folder = job.workspace().folder();
      return Objects.requireNonNull(tool.output()).read(run.report(), tool.name()).stream()
          .map(finding -> finding.in(relative(finding.file(), folder)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(String path, Path folder) {
    String plain = path.startsWith("file://") ? path.substring("file://".length()) : path;
    Path file = folder.resolve(plain).normalize();
    return file.startsWith(folder) ? folder.relativize(file).toString() : plain;
  }
}

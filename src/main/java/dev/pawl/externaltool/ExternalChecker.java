package dev.pawl.externaltool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.externaltool.BatchRunner.Batch;
import dev.pawl.externaltool.BatchRunner.BatchResult;
import dev.pawl.language.Language;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A checker that runs an external program. */
final class ExternalChecker extends ExternalProgram implements Checker {

  /** Must be incremented whenever the findings of a report change, because they are cached. */
  private static final String REVISION = " 6";

  ExternalChecker(ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner) {
    super(tool, locator, batchRunner);
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return super.configurationKey(settings) + REVISION;
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        Rule.of(
            tool.name(),
            "*",
            RuleSeverity.WARNING,
            "Any rule of the program %s, with the severity that the program reports."
                .formatted(tool.executable())));
  }

  @Override
  public boolean handles(String path) {
    return Language.of(path).filter(tool.supportedLanguages()::contains).isPresent();
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    List<Finding> findings =
        ParallelFiles.flatMap(
            job.settings(),
            BatchRunner.batches(tool, sources, job, source -> Objects.requireNonNull(tool.check())),
            batch -> checkBatch(batch, job));
    var options = new TargetOptions(tool, job.workspace().folder());
    Map<String, SourceFile> byPath =
        sources.stream().collect(Collectors.toMap(SourceFile::path, Function.identity()));
    return findings.stream()
        .map(finding ->
            isMatterOfStyle(finding, byPath.get(finding.file()), options)
                ? finding.withSeverity(Severity.INFO)
                : finding)
        .toList();
  }

  /** Returns whether a finding is about a style that the target does not ask for, or about a test. */
  private boolean isMatterOfStyle(
      Finding finding, @Nullable SourceFile source, TargetOptions options) {
    return finding.severity() == Severity.WARNING
        && (!tool.reportsMistakes(finding.rule()) || SourceFile.isTestSource(finding.file()))
        && source != null
        && !options.areConfiguredFor(source);
  }

  private List<Finding> checkBatch(Batch batch, ToolContext job) throws InterruptedException {
    return new BatchProcessor<Finding>(tool) {

      @Override
      BatchResult run(List<SourceFile> files) throws IOException, InterruptedException {
        return batchRunner.run(tool, batch.invocation(), files, job);
      }

      @Override
      boolean isSuccess(BatchResult result) {
        return tool.successCodes(false).contains(result.exitCode());
      }

      @Override
      List<Finding> results(BatchResult result) {
        return Objects.requireNonNull(tool.output()).parse(result.report(), tool.name()).stream()
            .map(finding -> finding.withFile(relative(finding.file(), result.folder())))
            .toList();
      }

      @Override
      Finding refused(SourceFile file, String reason) {
        return FileFailure.notChecked(file.path(), tool.name(), reason);
      }

      @Override
      Finding crashed(SourceFile file, String reason) {
        return FileFailure.crashed(file.path(), tool.name(), reason);
      }
    }.process(batch.files());
  }
}

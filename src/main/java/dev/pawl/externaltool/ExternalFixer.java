package dev.pawl.externaltool;

import dev.pawl.externaltool.BatchRunner.Batch;
import dev.pawl.externaltool.BatchRunner.BatchResult;
import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolArguments;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fixer that runs an external program, which rewrites files in place. */
final class ExternalFixer extends ExternalProgram implements Fixer {

  private final ToolArguments style;

  ExternalFixer(ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner) {
    this(tool, locator, batchRunner, ToolArguments.NONE);
  }

  private ExternalFixer(
      ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner, ToolArguments style) {
    super(tool, locator, batchRunner);
    this.style = style;
  }

  @Override
  public Fixer inStyle(@Nullable String newStyle) {
    return new ExternalFixer(tool, locator, batchRunner, ToolArguments.of(newStyle));
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return style.note(super.detect(workspace));
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formattedLanguages() {
    return tool.supportedLanguages();
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    var editions = new CargoEditions();
    List<Batch> batches =
        BatchRunner.batches(
            tool, sources, job, source -> arguments(source, editions), style.passed());
    List<FixResult> results =
        ParallelFiles.flatMap(job.settings(), batches, batch -> fixBatch(batch, job));
    Map<String, FixResult> byPath = new HashMap<>();
    results.forEach(result -> byPath.put(result.source().path(), result));
    return sources.stream()
        .map(source -> Objects.requireNonNull(byPath.get(source.path())))
        .toList();
  }

  private List<String> arguments(SourceFile source, CargoEditions editions) {
    List<String> arguments = Objects.requireNonNull(tool.fix());
    return arguments.contains(CargoEditions.PLACEHOLDER)
        ? arguments.stream()
            .map(argument ->
                argument.equals(CargoEditions.PLACEHOLDER) ? editions.editionOf(source) : argument)
            .toList()
        : arguments;
  }

  private List<FixResult> fixBatch(Batch batch, ToolContext job) throws InterruptedException {
    return new BatchProcessor<FixResult>(tool) {

      private boolean restoring;

      @Override
      BatchResult run(List<SourceFile> files) throws IOException, InterruptedException {
        if (restoring) {
          for (SourceFile file : files) {
            Files.write(file.file(), file.encode());
          }
        }
        restoring = true;
        return batchRunner.run(tool, batch.invocation(), files, job);
      }

      @Override
      boolean isSuccess(BatchResult result) {
        return tool.successCodes(true).contains(result.exitCode());
      }

      @Override
      List<FixResult> results(BatchResult result) {
        return result.files().stream().map(ExternalFixer::readResult).toList();
      }

      @Override
      FixResult refused(SourceFile file, String reason) {
        return FixResult.failed(file, FixResult.NOT_FIXED, reason);
      }

      @Override
      FixResult crashed(SourceFile file, String reason) {
        return FixResult.failed(file, FixResult.CRASHED, reason);
      }
    }.process(batch.files());
  }

  static FixResult readResult(SourceFile original) {
    try {
      byte[] bytes = Files.readAllBytes(original.file());
      Optional<SourceFile> rewritten = SourceFile.decode(original.path(), original.file(), bytes);
      if (rewritten.isEmpty() || !rewritten.get().charset().equals(original.charset())) {
        return FixResult.failed(
            original, FixResult.NOT_FIXED, "the program changed the charset of the file");
      }
      return FixResult.of(original.withText(rewritten.get().text()));
    } catch (IOException e) {
      return FixResult.failed(
          original, FixResult.NOT_FIXED, "the file cannot be read: " + e.getMessage());
    }
  }
}

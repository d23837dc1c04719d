package dev.pawl.tool.external;

import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.external.BatchRunner.BatchResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A fixer that runs an external program, which rewrites files in place. */
final class ExternalFixer extends ExternalProgram implements Fixer {

  /** Exit codes of at least this value mean that a signal ended the program. */
  private static final int FIRST_SIGNAL_EXIT_CODE = 128;

  ExternalFixer(ExternalTool tool, ProgramLocator locator, BatchRunner batchRunner) {
    super(tool, locator, batchRunner);
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
    List<FixResult> results =
        ParallelFiles.flatMap(
            job.settings(),
            BatchRunner.batches(sources, job.settings()),
            batch -> fixBatch(batch, job));
    Map<String, FixResult> byPath = new HashMap<>();
    results.forEach(result -> byPath.put(result.source().path(), result));
    return sources.stream()
        .map(source -> Objects.requireNonNull(byPath.get(source.path())))
        .toList();
  }

  /** Splits a failing batch into halves, so that one file does not prevent the others from being formatted. */
  private List<FixResult> fixBatch(List<SourceFile> batch, ToolContext job)
      throws InterruptedException {
    try {
      BatchResult result = batchRunner.run(tool, Objects.requireNonNull(tool.fix()), batch, job);
      if (tool.successCodes(true).contains(result.exitCode())) {
        return batch.stream().map(ExternalFixer::readResult).toList();
      }
      if (batch.size() == 1) {
        SourceFile source = batch.getFirst();
        Files.write(source.file(), source.encode());
        String rule = result.exitCode() >= FIRST_SIGNAL_EXIT_CODE ? FixResult.CRASHED : "not-fixed";
        return List.of(
            FixResult.failed(
                source, rule, "exit %d: %s".formatted(result.exitCode(), result.lastLine())));
      }
    } catch (IOException e) {
      return batch.stream()
          .map(source -> FixResult.failed(source, "not-fixed", e.getMessage()))
          .toList();
    }
    int middle = batch.size() / 2;
    return List.of(batch.subList(0, middle), batch.subList(middle, batch.size())).stream()
        .flatMap(part -> restoreAndFix(part, job).stream())
        .toList();
  }

  private List<FixResult> restoreAndFix(List<SourceFile> batch, ToolContext job) {
    try {
      for (SourceFile source : batch) {
        Files.write(source.file(), source.encode());
      }
      return fixBatch(batch, job);
    } catch (IOException e) {
      return batch.stream()
          .map(source -> FixResult.failed(source, "not-fixed", e.getMessage()))
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return batch.stream()
          .map(source -> FixResult.failed(source, "not-fixed", "the step was stopped"))
          .toList();
    }
  }

  private static FixResult readResult(SourceFile original) {
    try {
      byte[] bytes = Files.readAllBytes(original.file());
      Optional<SourceFile> rewritten = SourceFile.decode(original.path(), original.file(), bytes);
      if (rewritten.isEmpty() || !rewritten.get().charset().equals(original.charset())) {
        return FixResult.failed(
            original, "not-fixed", "the program changed the charset of the file");
      }
      return FixResult.of(original.withText(rewritten.get().text()));
    } catch (IOException e) {
      return FixResult.failed(original, "not-fixed", "the file cannot be read: " + e.getMessage());
    }
  }
}

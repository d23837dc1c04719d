package dev.pawl.externaltool;

import dev.pawl.externaltool.BatchRunner.BatchResult;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolUnusableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Processes a batch of files with a program. When the program fails, its output decides what happens to the files:
 * those that it names are refused, and the others are processed in another run; a program that rejects its
 * configuration is not used; and a program that a signal ended gets smaller batches, and finally single files.
 *
 * @param <R> the type of the results
 */
abstract class BatchProcessor<R> {

  private final ExternalTool tool;
  private boolean succeeded;

  BatchProcessor(ExternalTool tool) {
    this.tool = tool;
  }

  /** Runs the program on files. */
  abstract BatchResult run(List<SourceFile> files) throws IOException, InterruptedException;

  /** Returns the results of a run; throws an IllegalArgumentException if its output cannot be read. */
  abstract List<R> results(BatchResult result) throws IOException;

  /** Returns whether a run succeeded. */
  abstract boolean isSuccess(BatchResult result);

  /** Returns the result of a file that the program refuses. */
  abstract R refused(SourceFile file, String reason);

  /** Returns the result of a file on which the program crashes. */
  abstract R crashed(SourceFile file, String reason);

  /**
   * Returns the results of a batch. Files that are too long for the program are refused without it.
   *
   * @throws ToolUnusableException if the program cannot be started or rejects its configuration
   */
  final List<R> process(List<SourceFile> batch) throws InterruptedException {
    var results = new ArrayList<R>();
    var files = new ArrayList<SourceFile>();
    for (SourceFile file : batch) {
      int max = file.language().map(tool::maxCharacters).orElse(Integer.MAX_VALUE);
      if (file.text().length() > max) {
        results.add(
            refused(
                file,
                String.format(
                    Locale.ROOT,
                    "longer than %,d characters, the maximum for %s",
                    max,
                    tool.name())));
      } else {
        files.add(file);
      }
    }
    if (!files.isEmpty()) {
      results.addAll(processAll(files));
    }
    return results;
  }

  private List<R> processAll(List<SourceFile> batch) throws InterruptedException {
    try {
      BatchResult result = run(batch);
      if (isSuccess(result)) {
        try {
          List<R> results = results(result);
          succeeded = true;
          return results;
        } catch (IllegalArgumentException e) {
          return split(batch, "unreadable report: " + e.getMessage(), false);
        }
      }
      return afterFailure(batch, new FailedRun(tool, result));
    } catch (IOException e) {
      throw new ToolUnusableException(String.valueOf(e.getMessage()));
    }
  }

  private List<R> afterFailure(List<SourceFile> batch, FailedRun run) throws InterruptedException {
    if (run.result().isCrash()) {
      return split(batch, run.reason(), true);
    }
    var configurationError = run.configurationError();
    if (configurationError.isPresent()) {
      throw new ToolUnusableException(configurationError.get());
    }
    Map<SourceFile, String> named = run.namedFiles();
    if (!named.isEmpty()) {
      var results = new ArrayList<R>();
      named.forEach((file, line) ->
          results.add(refused(file, "exit %d: %s".formatted(run.result().exitCode(), line))));
      List<SourceFile> others = run.filesExcept(named);
      if (!others.isEmpty()) {
        results.addAll(processAll(others));
      }
      return results;
    }
    if (batch.size() > 1 && !succeeded) {
      return probe(batch, run);
    }
    return split(batch, run.reason(), false);
  }

  /** Runs the program on one file: if it fails in the same way, the reason is not in the files. */
  private List<R> probe(List<SourceFile> batch, FailedRun run) throws InterruptedException {
    try {
      var first = new FailedRun(tool, run(batch.subList(0, 1)));
      var last = new FailedRun(tool, run(batch.subList(batch.size() - 1, batch.size())));
      if (!isSuccess(first.result())
          && !isSuccess(last.result())
          && first.words().equals(run.words())
          && last.words().equals(run.words())) {
        throw new ToolUnusableException(run.words());
      }
    } catch (IOException e) {
      throw new ToolUnusableException(String.valueOf(e.getMessage()));
    }
    return split(batch, run.reason(), false);
  }

  private List<R> split(List<SourceFile> batch, String reason, boolean crash)
      throws InterruptedException {
    if (batch.size() == 1) {
      SourceFile file = batch.getFirst();
      return List.of(crash ? crashed(file, reason) : refused(file, reason));
    }
    int middle = batch.size() / 2;
    var results = new ArrayList<>(processAll(batch.subList(0, middle)));
    results.addAll(processAll(batch.subList(middle, batch.size())));
    return results;
  }
}

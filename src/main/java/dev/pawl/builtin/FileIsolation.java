package dev.pawl.builtin;

import dev.pawl.tool.FileFailure;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolUnusableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Runs a tool on files so that a failure on one file does not affect the results of the others. */
final class FileIsolation {

  /** The number of failing files, without any success, after which the tool itself is considered to be broken. */
  private static final int MAX_FAILURES_WITHOUT_SUCCESS = 16;

  private FileIsolation() {}

  /** A tool that processes files together. */
  @FunctionalInterface
  interface BatchTask<R> {

    /** Returns the results of the files, in their order. */
    List<R> process(List<SourceFile> sources) throws InterruptedException;
  }

  /**
   * Returns the results of the files, in their order.
   *
   * @param onFailure creates the result of a file on which the tool fails, from the reason
   * @throws ToolUnusableException if the tool reports that it cannot be used, or fails on all files
   */
  static <R> List<R> run(
      List<SourceFile> sources, BatchTask<R> task, BiFunction<SourceFile, String, R> onFailure)
      throws InterruptedException {
    return new Run<>(task, onFailure).process(sources);
  }

  private static final class Run<R> {

    private final BatchTask<R> task;
    private final BiFunction<SourceFile, String, R> onFailure;
    private int failures;
    private boolean succeeded;

    Run(BatchTask<R> task, BiFunction<SourceFile, String, R> onFailure) {
      this.task = task;
      this.onFailure = onFailure;
    }

    private static void requireNotInterrupted() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }

    List<R> process(List<SourceFile> sources) throws InterruptedException {
      requireNotInterrupted();
      try {
        List<R> results = task.process(sources);
        // Some libraries return what they have so far when they are interrupted.
        requireNotInterrupted();
        succeeded = true;
        return results;
      } catch (ToolUnusableException e) {
        throw e;
      } catch (RuntimeException | Error e) {
        FileFailure.rethrowIfFatal(e);
        requireNotInterrupted();
        if (sources.size() == 1) {
          failures++;
          if (!succeeded && failures >= MAX_FAILURES_WITHOUT_SUCCESS) {
            throw new ToolUnusableException(FileFailure.reason(e));
          }
          return List.of(onFailure.apply(sources.getFirst(), FileFailure.reason(e)));
        }
      }
      int middle = sources.size() / 2;
      var results = new ArrayList<>(process(sources.subList(0, middle)));
      results.addAll(process(sources.subList(middle, sources.size())));
      return results;
    }
  }
}

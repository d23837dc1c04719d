package dev.pawl.tool;

import dev.pawl.workspace.Workspace;
import java.util.List;

/** A built-in fixer that processes one text at a time. */
public interface TextFixer extends Fixer {

  /** Returns the version of the fixer; part of the cache key of its results. */
  String version();

  /**
   * Returns the new text; the same text if nothing changes.
   *
   * @throws UnfixableException if the tool cannot process this text
   */
  String fix(SourceFile source) throws UnfixableException;

  /** Thrown when a tool cannot process a text, for example because it does not parse. */
  final class UnfixableException extends Exception {

    private static final long serialVersionUID = 1;

    /** Creates the exception with the reason in the tool's words. */
    public UnfixableException(String reason) {
      super(reason);
    }
  }

  @Override
  default ToolDetection detect(Workspace workspace) {
    return ToolDetection.builtIn(version());
  }

  @Override
  default List<FixResult> fix(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    return ParallelFiles.flatMap(
        context.settings(),
        sources,
        source -> {
          try {
            return List.of(FixResult.of(source.withText(fix(source))));
          } catch (UnfixableException e) {
            return List.of(FixResult.failed(source, FixResult.NOT_FIXED, e.getMessage()));
          } catch (RuntimeException | Error e) {
            FileFailure.rethrowIfFatal(e);
            return List.of(FixResult.failed(source, FixResult.CRASHED, FileFailure.reason(e)));
          }
        });
  }
}

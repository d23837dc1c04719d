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
   * @throws Unfixable if the tool cannot process this text
   */
  String fix(SourceFile source) throws Unfixable;

  /** Thrown when a tool cannot process a text, for example because it does not parse. */
  final class Unfixable extends Exception {

    private static final long serialVersionUID = 1;

    /** Creates the exception with the reason in the tool's words. */
    public Unfixable(String why) {
      super(why);
    }
  }

  @Override
  default Detection detect(Workspace workspace) {
    return Detection.builtIn(version());
  }

  @Override
  default List<Rewrite> fix(List<SourceFile> sources, Job job) throws InterruptedException {
    return InParallel.flatMap(
        job.conditions(),
        sources,
        source -> {
          try {
            return List.of(Rewrite.to(source.with(fix(source))));
          } catch (Unfixable e) {
            return List.of(Rewrite.impossible(source, "not-fixed", e.getMessage()));
          } catch (RuntimeException | StackOverflowError e) {
            return List.of(
                Rewrite.impossible(source, Rewrite.CRASHED, "the tool crashed with " + e));
          }
        });
  }
}

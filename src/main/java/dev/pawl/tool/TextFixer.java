package dev.pawl.tool;

import dev.pawl.workspace.Workspace;
import java.util.List;

/** A fixer that is built in, and looks at one text at a time. */
public interface TextFixer extends Fixer {

  /** How exactly it works; part of what its results are kept under. */
  String version();

  /**
   * The text as it should be; the same text when there is nothing to do.
   *
   * @throws Unfixable when the tool cannot do its work on this text
   */
  String fix(SourceFile source) throws Unfixable;

  /** A text that the tool cannot work on, such as one that does not parse. */
  final class Unfixable extends Exception {

    private static final long serialVersionUID = 1;

    /** Says why, in the tool's words. */
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
            return List.of(Rewrite.impossible(source, Rewrite.CRASHED, "it crashed with " + e));
          }
        });
  }
}

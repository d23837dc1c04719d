package dev.pawl.tool.duplicates;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Measures the amount of duplicated code in tokens, which formatting does not change. */
public final class Duplication {

  private Duplication() {}

  /**
   * Returns the number of redundant tokens: those of every place of a duplicate except one.
   *
   * @param instead the content to examine instead of a file, by its path; empty to examine the file itself
   */
  public static long tokens(List<WorkspaceFile> files, Function<String, Optional<byte[]>> instead) {
    var corpus = new Corpus();
    for (WorkspaceFile file : files) {
      Optional<byte[]> other = instead.apply(file.path());
      if (other.isPresent()) {
        SourceFile.decode(file.path(), file.file(), other.get()).ifPresent(corpus::add);
      } else {
        corpus.add(file);
      }
    }
    return corpus.languages().stream()
        .flatMap(tokens -> Duplicates.in(tokens, DedupeCommand.MINIMUM_TOKENS).stream())
        .mapToLong(duplicate -> (long) duplicate.tokens() * (duplicate.places().size() - 1))
        .sum();
  }
}

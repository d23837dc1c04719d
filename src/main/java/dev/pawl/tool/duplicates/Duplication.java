package dev.pawl.tool.duplicates;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How much of the code stands twice, in a number that no layout changes. */
public final class Duplication {

  private Duplication() {}

  /**
   * The tokens that are there once more than they had to be.
   *
   * @param instead what is to be looked at instead of a file, by its path
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

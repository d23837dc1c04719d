package dev.pawl.duplication;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Measures the amount of duplicated code in tokens, which formatting does not change. */
public final class DuplicationRate {

  private DuplicationRate() {}

  /**
   * Returns the number of redundant tokens: those of every place of a duplicate except one.
   *
   * @param minTokens the minimum number of tokens of a duplicate
   * @param replacement the content to examine instead of a file, by its path; empty to examine the file itself
   */
  public static long redundantTokens(
      List<WorkspaceFile> files, int minTokens, Function<String, Optional<byte[]>> replacement) {
    var corpus = new SourceCorpus();
    for (WorkspaceFile file : files) {
      Optional<byte[]> content = replacement.apply(file.path());
      if (content.isPresent()) {
        SourceFile.decode(file.path(), file.file(), content.get()).ifPresent(corpus::add);
      } else {
        corpus.add(file);
      }
    }
    return corpus.tokenTables().stream()
        .flatMap(tokens -> CloneDetector.findExact(tokens, minTokens).stream())
        .mapToLong(duplicate -> (long) duplicate.tokens() * (duplicate.places().size() - 1))
        .sum();
  }
}

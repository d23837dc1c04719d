package dev.pawl.tool.refactoring;

import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.java.JavaFixer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Removes unused declarations together with their comments, and logs each removal. */
@Component
class UnusedDeclarationFixer implements JavaFixer {

  private final JavaParser parser = new JavaParser();

  /** A file and its declarations that may be removed. */
  private record Candidates(SourceFile source, List<UnusedDeclaration> unused) {}

  @Override
  public String name() {
    return "dead-code";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Purpose purpose() {
    return Purpose.DEAD_CODE;
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    List<Candidates> candidates =
        ParallelFiles.flatMap(job.settings(), sources, source -> List.of(findCandidates(source)));
    Set<String> names =
        candidates.stream()
            .flatMap(candidate -> candidate.unused().stream())
            .map(UnusedDeclaration::name)
            .collect(Collectors.toSet());
    Set<String> mentioned = NameMentions.find(names, job.workspace(), job.settings());
    return candidates.stream().map(candidate -> removeUnused(candidate, mentioned, job)).toList();
  }

  private Candidates findCandidates(SourceFile source) {
    try {
      ParseResult parsed = parser.parse(source.text());
      List<UnusedDeclaration> unused =
          parsed.errors().isEmpty()
              ? UnusedDeclarationFinder.find(parsed, source.text())
              : List.<UnusedDeclaration>of();
      return new Candidates(source, unused);
    } catch (RuntimeException | StackOverflowError unparseable) {
      return new Candidates(source, List.of());
    }
  }

  private static FixResult removeUnused(Candidates file, Set<String> mentioned, ToolContext job) {
    if (file.unused().isEmpty()) {
      return FixResult.of(file.source());
    }
    String text = file.source().text();
    var result = new StringBuilder(text);
    var removable = new ArrayList<>(file.unused());
    removable.removeIf(unused -> mentioned.contains(unused.name()));
    for (UnusedDeclaration unused : removable.reversed()) {
      TextRange range = TextRange.ofDeclaration(unused.start(), unused.end(), text);
      result.delete(range.start(), range.end());
      job.log().accept(file.source().path() + ": " + range.describeRemoval(unused.name()));
    }
    return FixResult.of(file.source().withText(result.toString())).dependingOnOtherFiles();
  }
}

package dev.pawl.tool.deadcode;

import dev.pawl.tool.InParallel;
import dev.pawl.tool.Job;
import dev.pawl.tool.Rewrite;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.javasyntax.JavaFixer;
import dev.pawl.tool.javasyntax.JavaParser;
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Removes unused declarations together with their comments, and logs each removal. */
@Component
class DeadCode implements JavaFixer {

  private final JavaParser parser = new JavaParser();

  /** A file and its declarations that may be removed. */
  private record Candidates(SourceFile source, List<Unused> unused) {}

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
  public List<Rewrite> fix(List<SourceFile> sources, Job job) throws InterruptedException {
    List<Candidates> all =
        InParallel.flatMap(job.conditions(), sources, source -> List.of(candidates(source)));
    Set<String> names =
        all.stream()
            .flatMap(file -> file.unused().stream())
            .map(Unused::name)
            .collect(Collectors.toSet());
    Set<String> mentioned = Mentions.of(names, job.workspace(), job.conditions());
    return all.stream().map(file -> without(file, mentioned, job)).toList();
  }

  private Candidates candidates(SourceFile source) {
    try {
      Parsed parsed = parser.parse(source.text());
      List<Unused> unused =
          parsed.errors().isEmpty()
              ? Declarations.unused(parsed, source.text())
              : List.<Unused>of();
      return new Candidates(source, unused);
    } catch (RuntimeException | StackOverflowError cannotBeRead) {
      return new Candidates(source, List.of());
    }
  }

  private static Rewrite without(Candidates file, Set<String> mentioned, Job job) {
    if (file.unused().isEmpty()) {
      return Rewrite.to(file.source());
    }
    String text = file.source().text();
    var result = new StringBuilder(text);
    var gone = new ArrayList<>(file.unused());
    gone.removeIf(unused -> mentioned.contains(unused.name()));
    for (Unused unused : gone.reversed()) {
      Cut cut = Cut.around(unused.start(), unused.end(), text);
      result.delete(cut.start(), cut.end());
      job.log().accept(file.source().path() + ": " + cut.told(unused.name()));
    }
    return Rewrite.to(file.source().with(result.toString())).amongOthers();
  }
}

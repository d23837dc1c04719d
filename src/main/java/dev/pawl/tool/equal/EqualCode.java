package dev.pawl.tool.equal;

import dev.pawl.tool.InParallel;
import dev.pawl.tool.Job;
import dev.pawl.tool.Rewrite;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.deadcode.Cut;
import dev.pawl.tool.deadcode.Mentions;
import dev.pawl.tool.javasyntax.JavaFixer;
import dev.pawl.tool.javasyntax.JavaParser;
import dev.pawl.tool.javasyntax.JavaParser.Parsed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Removes private methods that are identical to an earlier method of their class, together with their comments, and
 * redirects their callers to the earlier method.
 */
@Component
class EqualCode implements JavaFixer {

  private final JavaParser parser = new JavaParser();

  /** A file and the names of methods that may be removed from it. */
  private record Candidates(SourceFile source, Set<String> names) {}

  /** A method to remove, and the identical method that replaces it. */
  private record Pair(Method gone, Cut cut, Method kept) {}

  @Override
  public String name() {
    return "equal-code";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Purpose purpose() {
    return Purpose.EQUAL_CODE;
  }

  @Override
  public List<Rewrite> fix(List<SourceFile> sources, Job job) throws InterruptedException {
    List<Candidates> all =
        InParallel.flatMap(job.conditions(), sources, source -> List.of(candidates(source)));
    Set<String> names =
        all.stream().flatMap(file -> file.names().stream()).collect(Collectors.toSet());
    Set<String> mentioned = Mentions.of(names, job.workspace(), job.conditions());
    return all.stream().map(file -> merged(file, mentioned, job)).toList();
  }

  /** Returns all private methods of a file with two identical ones, because merging these may make others identical. */
  private Candidates candidates(SourceFile source) {
    var names = new HashSet<String>();
    try {
      Pieces pieces = Pieces.of(source.text());
      Methods methods = read(pieces);
      if (pair(methods, pieces, Set.of()).isPresent()) {
        methods.all().forEach(method -> names.add(method.name()));
      }
    } catch (RuntimeException | StackOverflowError cannotBeRead) {
      names.clear();
    }
    return new Candidates(source, names);
  }

  private Rewrite merged(Candidates file, Set<String> mentioned, Job job) {
    if (file.names().isEmpty()) {
      return Rewrite.to(file.source());
    }
    var told = new ArrayList<String>();
    String text = file.source().text();
    try {
      Pieces pieces = Pieces.of(text);
      for (var next = pair(read(pieces), pieces, mentioned); next.isPresent(); ) {
        text = without(next.get(), pieces);
        told.add(
            "%s: %s; identical to %s"
                .formatted(
                    file.source().path(),
                    next.get().cut().told(next.get().gone().name()),
                    next.get().kept().name()));
        pieces = Pieces.of(text);
        next = pair(read(pieces), pieces, mentioned);
      }
    } catch (RuntimeException | StackOverflowError cannotBeRead) {
      return Rewrite.to(file.source()).amongOthers();
    }
    told.forEach(job.log());
    return Rewrite.to(file.source().with(text)).amongOthers();
  }

  private Methods read(Pieces pieces) {
    Parsed parsed = parser.parse(pieces.text());
    if (!parsed.errors().isEmpty()) {
      throw new IllegalStateException("does not parse");
    }
    return Methods.of(parsed, pieces);
  }

  /** Returns the first method that can be removed, with its replacement. */
  private static Optional<Pair> pair(Methods methods, Pieces pieces, Set<String> mentioned) {
    var earlier = new ArrayList<Method>();
    for (Method method : methods.all()) {
      for (Method kept : earlier) {
        if (kept.saysTheSameAs(method)
            && !mentioned.contains(method.name())
            && methods.isKnown(kept)
            && methods.isKnown(method)) {
          Cut cut = Cut.around(method.start(), method.end(), pieces.text());
          if (!pieces.commentsSay(method.name(), cut.start(), cut.end())) {
            return Optional.of(new Pair(method, cut, kept));
          }
        }
      }
      earlier.add(method);
    }
    return Optional.empty();
  }

  private static String without(Pair pair, Pieces pieces) {
    Cut cut = pair.cut();
    String name = pair.gone().name();
    var result = new StringBuilder(pieces.text());
    boolean cutOut = false;
    for (int place : pieces.places(name).reversed()) {
      if (place < cut.start() && !cutOut) {
        result.delete(cut.start(), cut.end());
        cutOut = true;
      }
      if (place < cut.start() || place >= cut.end()) {
        result.replace(place, place + name.length(), pair.kept().name());
      }
    }
    return cutOut ? result.toString() : result.delete(cut.start(), cut.end()).toString();
  }
}

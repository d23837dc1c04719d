package dev.pawl.refactoring;

import dev.pawl.java.GeneratedRegions;
import dev.pawl.java.JavaFixer;
import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Removes private methods that are equal to an earlier method of their class, together with their comments, and redirects
 * their callers to the earlier method. The names of parameters and local variables may differ. Generated code stays as it is.
 */
@Component
class DuplicateMethodFixer implements JavaFixer {

  /** The names of accessors, which frameworks call by the name of their property. */
  private static final Pattern ACCESSOR = Pattern.compile("(?:get|is|set)\\p{Lu}.*");

  private final JavaParser parser = new JavaParser();

  /** A file and the names of methods that may be removed from it. */
  private record Candidates(SourceFile source, Set<String> names) {}

  /** A method to remove, and the equal method that replaces it. */
  private record Replacement(MergeCandidate removed, TextRange range, MergeCandidate retained) {}

  @Override
  public String name() {
    return "equal-code";
  }

  @Override
  public String version() {
    return "5";
  }

  @Override
  public Purpose purpose() {
    return Purpose.EQUAL_CODE;
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    List<Candidates> candidates =
        ParallelFiles.flatMap(job.settings(), sources, source -> List.of(findCandidates(source)));
    Set<String> names =
        candidates.stream()
            .flatMap(candidate -> candidate.names().stream())
            .collect(Collectors.toSet());
    Set<String> mentioned = NameMentions.find(names, job.workspace(), job.settings());
    return candidates.stream().map(candidate -> merge(candidate, mentioned, job)).toList();
  }

  /** Returns all private methods of a file with two equal ones, because merging these may make others equal. */
  private Candidates findCandidates(SourceFile source) {
    var names = new HashSet<String>();
    try {
      JavaTokens tokens = JavaTokens.of(source.text());
      MergeCandidateFinder finder = analyse(tokens);
      if (findReplacement(finder, tokens, Set.of()).isPresent()) {
        finder.candidates().forEach(method -> names.add(method.name()));
      }
    } catch (RuntimeException | StackOverflowError unparseable) {
      names.clear();
    }
    return new Candidates(source, names);
  }

  private FixResult merge(Candidates file, Set<String> mentioned, ToolContext job) {
    if (file.names().isEmpty()) {
      return FixResult.of(file.source());
    }
    var messages = new ArrayList<String>();
    String text = file.source().text();
    try {
      JavaTokens tokens = JavaTokens.of(text);
      for (var replacement = findReplacement(analyse(tokens), tokens, mentioned);
          replacement.isPresent(); ) {
        text = apply(replacement.get(), tokens);
        messages.add(
            "%s: %s; equal to %s"
                .formatted(
                    file.source().path(),
                    replacement.get().range().describeRemoval(replacement.get().removed().name()),
                    replacement.get().retained().name()));
        tokens = JavaTokens.of(text);
        replacement = findReplacement(analyse(tokens), tokens, mentioned);
      }
    } catch (RuntimeException | StackOverflowError unparseable) {
      return FixResult.of(file.source()).dependingOnOtherFiles();
    }
    messages.forEach(job.log());
    return FixResult.of(file.source().withText(text)).dependingOnOtherFiles();
  }

  private MergeCandidateFinder analyse(JavaTokens tokens) {
    ParseResult parsed = parser.parse(tokens.text());
    if (!parsed.errors().isEmpty()) {
      throw new IllegalStateException("does not parse");
    }
    return MergeCandidateFinder.analyse(parsed, tokens);
  }

  /** Returns the first method that can be removed, with its replacement. */
  private static Optional<Replacement> findReplacement(
      MergeCandidateFinder finder, JavaTokens tokens, Set<String> mentioned) {
    GeneratedRegions generated = GeneratedRegions.of(tokens.text());
    var earlier = new ArrayList<MergeCandidate>();
    for (MergeCandidate method : finder.candidates()) {
      for (MergeCandidate candidate : earlier) {
        if (candidate.isEqualTo(method)
            && !mentioned.contains(method.name())
            && finder.hasOnlyKnownUses(candidate)
            && finder.hasOnlyKnownUses(method)) {
          TextRange range = TextRange.ofDeclaration(method.start(), method.end(), tokens.text());
          if (!range.hasDirective()
              && !ACCESSOR.matcher(method.name()).matches()
              && !generated.overlap(candidate.start(), candidate.end())
              && !generated.overlap(range.start(), range.end())
              && tokens.offsetsOf(method.name()).stream()
                  .noneMatch(offset -> generated.overlap(offset, offset + 1))
              && !tokens.commentsContain(method.name(), range.start(), range.end())) {
            return Optional.of(new Replacement(method, range, candidate));
          }
        }
      }
      earlier.add(method);
    }
    return Optional.empty();
  }

  private static String apply(Replacement replacement, JavaTokens tokens) {
    TextRange range = replacement.range();
    String name = replacement.removed().name();
    var result = new StringBuilder(tokens.text());
    boolean removed = false;
    for (int offset : tokens.offsetsOf(name).reversed()) {
      if (offset < range.start() && !removed) {
        result.delete(range.start(), range.end());
        removed = true;
      }
      if (offset < range.start() || offset >= range.end()) {
        result.replace(offset, offset + name.length(), replacement.retained().name());
      }
    }
    return removed ? result.toString() : result.delete(range.start(), range.end()).toString();
  }
}

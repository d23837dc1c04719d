package dev.pawl.tool.duplicates;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Options;
import dev.pawl.tool.Selection;
import dev.pawl.tool.SourceLines;
import dev.pawl.workspace.NewLines;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Reports duplicate code; only files of the same language are compared. */
@Component
class DedupeCommand implements Command {

  static final int MINIMUM_TOKENS = 100;
  private static final int SHOWN = 50;
  private static final String SIMILARITY = "similarity";
  private static final String SINCE = "since";
  static final List<String> OPTIONS = List.of(SIMILARITY + "=", SINCE + "=");

  private final Workspaces workspaces;

  DedupeCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading("quality/dedupe", "Finds duplicate and nearly duplicate code")
        .after("quality/cleanup", "quality/format");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    return report(invocation);
  }

  /** Finds the duplicates that the arguments select. */
  Outcome report(Invocation invocation) throws IOException, InterruptedException {
    Workspace workspace = workspaces.get(invocation.workspace());
    try {
      var options = Options.of(invocation, OPTIONS);
      int similarity = similarity(options, workspace);
      Optional<String> since = options.value(SINCE);
      if (since.isEmpty()) {
        return report(invocation, workspace, similarity, duplicate -> true);
      }
      try (var lines = NewLines.since(since.get(), workspace)) {
        return report(invocation, workspace, similarity, duplicate -> isNew(duplicate, lines));
      }
    } catch (IllegalArgumentException e) {
      return Outcome.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  private static int similarity(Options options, Workspace workspace) throws IOException {
    Optional<String> asked = options.value(SIMILARITY);
    if (asked.isEmpty()) {
      return workspace.config().threshold("similarity_threshold");
    }
    if (!asked.get().matches("\\d{1,2}|100")) {
      throw new IllegalArgumentException(
          "--%s=%s is not a number from 0 to 100".formatted(SIMILARITY, asked.get()));
    }
    return Integer.parseInt(asked.get());
  }

  /** Returns whether a duplicate contains an added line in one of its places. */
  private static boolean isNew(Duplicate duplicate, NewLines lines) {
    try {
      for (Place place : duplicate.places()) {
        int next = lines.of(place.file()).nextSetBit(place.line());
        if (next >= 0 && next <= place.endLine()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome report(
      Invocation invocation, Workspace workspace, int similarity, Predicate<Duplicate> wanted)
      throws IOException, InterruptedException {
    var corpus = new Corpus();
    for (WorkspaceFile file : Selection.of(invocation).of(workspace.files())) {
      invocation.ensureActive();
      corpus.add(file);
    }
    var duplicates = new ArrayList<Duplicate>();
    var near = new ArrayList<Duplicate>();
    for (Tokens tokens : corpus.languages()) {
      invocation.ensureActive();
      var exact = Duplicates.in(tokens, MINIMUM_TOKENS);
      var nearly = similarity == 100 ? List.<Duplicate>of() : near(tokens, similarity, exact);
      var some = exact.stream().filter(wanted).toList();
      var someNearly = nearly.stream().filter(wanted).toList();
      invocation.say(
          "%s: %d files, %d duplicates, %d near duplicates"
              .formatted(tokens.language().key(), tokens.files(), some.size(), someNearly.size()));
      duplicates.addAll(some);
      near.addAll(someNearly);
    }
    List<Finding> findings = findings(Stream.concat(duplicates.stream(), near.stream()), workspace);
    findings.stream()
        .limit(SHOWN)
        .map(found -> "%s:%d: %s".formatted(found.file(), found.line(), found.message()))
        .forEach(invocation::say);
    if (findings.size() > SHOWN) {
      invocation.say("... and %d more".formatted(findings.size() - SHOWN));
    }
    return outcome(corpus, duplicates)
        .with("near_duplicates", near.size())
        .withFindings(findings)
        .with("findings", findings.size());
  }

  /** Returns the near duplicates, longest first, without those whose lines are mostly reported already. */
  private static List<Duplicate> near(Tokens tokens, int similarity, List<Duplicate> exact) {
    Map<String, BitSet> told = DuplicatedLines.of(exact);
    var result = new ArrayList<Duplicate>();
    Duplicates.near(tokens, MINIMUM_TOKENS, similarity).stream()
        .sorted(Comparator.comparingInt(Duplicate::tokens).reversed())
        .filter(duplicate -> duplicate.places().stream().anyMatch(place -> isNews(place, told)))
        .forEach(duplicate -> {
          result.add(duplicate);
          DuplicatedLines.add(duplicate, told);
        });
    return result;
  }

  private static boolean isNews(Place place, Map<String, BitSet> told) {
    BitSet lines = told.getOrDefault(place.file(), new BitSet());
    int known = lines.get(place.line(), place.endLine() + 1).cardinality();
    return known * 2 < place.lines();
  }

  private static Outcome outcome(Corpus corpus, List<Duplicate> duplicates) {
    long lines = corpus.lines();
    long duplicated = DuplicatedLines.count(duplicates);
    long percent = lines == 0 ? 0 : Math.ceilDiv(duplicated * 100, lines);
    return Outcome.success(
            "%d duplicates in %d files, %d of %d lines (%d %%)"
                .formatted(duplicates.size(), corpus.files(), duplicated, lines, percent))
        .withWarnings(corpus.faults())
        .with("files", corpus.files())
        .with("lines", lines)
        .with("duplicated_lines", duplicated)
        .with("duplicated_lines_percent", percent)
        .with("duplicates", duplicates.size());
  }

  private static List<Finding> findings(Stream<Duplicate> duplicates, Workspace workspace) {
    var findings =
        duplicates
            .flatMap(Duplicate::findings)
            .sorted(
                Comparator.comparing(Finding::file)
                    .thenComparingInt(Finding::line)
                    .thenComparing(Comparator.comparingInt(Finding::endLine).reversed())
                    .thenComparing(Finding::message))
            .toList();
    return Finding.fingerprinted(findings, new SourceLines(workspace.folder())::at);
  }
}

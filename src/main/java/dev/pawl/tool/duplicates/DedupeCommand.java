package dev.pawl.tool.duplicates;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.tool.Selection;
import dev.pawl.tool.SourceLines;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reports code that stands in more than one place; only files of the same language are compared. */
@Component
class DedupeCommand implements Command {

  static final int MINIMUM_TOKENS = 100;
  private static final int SHOWN = 50;

  private final Workspaces workspaces;

  DedupeCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.reading("quality/dedupe", "Finds code that stands in more than one place")
        .after("quality/cleanup", "quality/format");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Workspace workspace = workspaces.get(invocation.workspace());
    var corpus = new Corpus();
    for (WorkspaceFile file : Selection.of(invocation).of(workspace.files())) {
      invocation.ensureActive();
      corpus.add(file);
    }
    var duplicates = new ArrayList<Duplicate>();
    for (Tokens tokens : corpus.languages()) {
      invocation.ensureActive();
      var found = Duplicates.in(tokens, MINIMUM_TOKENS);
      invocation.say(
          "%s: %d files, %d duplicates"
              .formatted(tokens.language().key(), tokens.files(), found.size()));
      duplicates.addAll(found);
    }
    List<Finding> findings = findings(duplicates, workspace);
    findings.stream()
        .limit(SHOWN)
        .map(found -> "%s:%d: %s".formatted(found.file(), found.line(), found.message()))
        .forEach(invocation::say);
    if (findings.size() > SHOWN) {
      invocation.say("... and %d more".formatted(findings.size() - SHOWN));
    }
    return outcome(corpus, duplicates).withFindings(findings).with("findings", findings.size());
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

  private static List<Finding> findings(List<Duplicate> duplicates, Workspace workspace) {
    var findings =
        duplicates.stream()
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

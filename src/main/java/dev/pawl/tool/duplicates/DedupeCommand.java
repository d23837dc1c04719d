package dev.pawl.tool.duplicates;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.tool.Lines;
import dev.pawl.tool.Selection;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.duplicates.Detector.Duplicate;
import dev.pawl.tool.duplicates.Detector.Place;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.Workspaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds code that stands in more than one place, and says so at each of them. */
@Component
class DedupeCommand implements Command {

  static final int WINDOW = 100;
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
    var lexer = new Lexer();
    var files = new ArrayList<TokenFile>();
    long lines = 0;
    for (WorkspaceFile file : Selection.of(invocation).in(workspace)) {
      invocation.ensureActive();
      Optional<SourceFile> source = source(file);
      if (source.isPresent()) {
        lines += source.get().text().lines().count();
        Language language = Language.of(file.path()).orElseThrow();
        files.add(lexer.read(file.path(), language, source.get().text()));
      }
    }
    List<Duplicate> duplicates = new Detector(WINDOW).find(files);
    var findings = Finding.fingerprinted(findings(duplicates), new Lines(workspace.folder())::at);
    findings.stream()
        .limit(SHOWN)
        .forEach(finding ->
            invocation.say(
                "%s:%d: %s".formatted(finding.file(), finding.line(), finding.message())));
    long duplicated = duplicatedLines(duplicates);
    long percent = lines == 0 ? 0 : Math.ceilDiv(duplicated * 100, lines);
    return Outcome.success(
            "%d of %d lines stand in more than one place".formatted(duplicated, lines))
        .withFindings(findings)
        .with("files", files.size())
        .with("lines", lines)
        .with("duplicates", duplicates.size())
        .with("duplicated_lines", duplicated)
        .with("duplicated_lines_percent", percent)
        .with("findings", findings.size());
  }

  private static Optional<SourceFile> source(WorkspaceFile file) throws IOException {
    return Language.of(file.path()).filter(Language::isSource).isPresent()
        ? SourceFile.read(file)
        : Optional.empty();
  }

  private static long duplicatedLines(List<Duplicate> duplicates) {
    Map<String, BitSet> lines = new HashMap<>();
    for (Duplicate duplicate : duplicates) {
      for (Place place : List.of(duplicate.first(), duplicate.second())) {
        lines
            .computeIfAbsent(place.file().path(), path -> new BitSet())
            .set(place.firstLine(), place.lastLine() + 1);
      }
    }
    return lines.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** One finding for each place, however many others there are. */
  private static List<Finding> findings(List<Duplicate> duplicates) {
    var findings = new HashMap<String, Finding>();
    for (Duplicate duplicate : duplicates) {
      add(findings, duplicate.first(), duplicate.second());
      add(findings, duplicate.second(), duplicate.first());
    }
    return findings.values().stream()
        .sorted(
            Comparator.comparing(Finding::file)
                .thenComparingInt(Finding::line)
                .thenComparingInt(Finding::endLine))
        .toList();
  }

  private static void add(Map<String, Finding> findings, Place place, Place other) {
    String path = place.file().path();
    String key = path + ":" + place.firstLine() + ":" + place.lastLine();
    String message =
        "%d tokens, %d lines, as in %s:%d"
            .formatted(
                place.tokens(),
                place.lastLine() - place.firstLine() + 1,
                other.file().path(),
                other.firstLine());
    findings.putIfAbsent(
        key,
        Finding.at(
                path, place.firstLine(), 1, Severity.INFO, "duplicates", "duplicate-code", message)
            .until(place.lastLine() + 1, 1));
  }
}

package dev.pawl.tool;

import dev.pawl.cache.Cache;
import dev.pawl.cache.Kept;
import dev.pawl.cache.Key;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Runs checkers on files, each file independently, and caches their findings by file content. */
@Component
public class Checking {

  private static final String KIND = "check";

  /** The maximum number of files held in memory at once. */
  private static final int SLICE = 2000;

  private final List<Checker> checkers;
  private final Cache cache;
  private final WholeResults whole;

  Checking(List<Checker> checkers, Cache cache) {
    this.checkers =
        checkers.stream()
            .sorted(Comparator.comparing(checker -> !(checker instanceof SyntaxChecker)))
            .toList();
    this.cache = cache;
    this.whole = new WholeResults(cache, "check-all");
  }

  /**
   * The findings of a run over files.
   *
   * @param findings the findings with fingerprints, in the order of files and lines
   * @param checked the paths of the files that a checker handled
   * @param notes messages for people about checkers that are unavailable or restricted
   */
  public record Checked(List<Finding> findings, Set<String> checked, List<String> notes) {}

  /** A checker that is available for the target. */
  private record Present(Checker checker, Detection detection, String settings) {

    Key key(WorkspaceFile file) {
      return Key.of(
          KIND, checker.name(), detection.version(), settings, file.path(), file.content());
    }

    String how() {
      return String.join(
          "\0", checker.name(), detection.version(), settings, String.valueOf(detection.leftOut()));
    }
  }

  /** Reads the text of a file or of a substitute for it. */
  @FunctionalInterface
  public interface Reader {

    /** Reads the text of a file; empty if it is binary. */
    Optional<SourceFile> read(WorkspaceFile file) throws IOException;
  }

  /** Checks the files of a workspace. */
  public Checked check(
      Workspace workspace, List<WorkspaceFile> files, Settings settings, Invocation invocation)
      throws IOException, InterruptedException {
    return check(workspace, files, settings, checkers, SourceFile::read, invocation);
  }

  /**
   * Returns the errors, and the syntax errors of any severity, in content that is not or no longer on disk. Checkers
   * that read files on disk are not run.
   *
   * @param files the files, with the content hash of the text that the reader returns for them
   */
  public List<Finding> faults(
      Workspace workspace,
      List<WorkspaceFile> files,
      Settings settings,
      Reader reader,
      Invocation invocation)
      throws IOException, InterruptedException {
    var able =
        checkers.stream()
            .filter(checker -> !checker.worksOnDisk() && checker.worst() == Severity.ERROR)
            .toList();
    return check(workspace, files, settings, able, reader, invocation).findings().stream()
        .filter(finding ->
            finding.severity() == Severity.ERROR || finding.rule().equals(SyntaxChecker.RULE))
        .toList();
  }

  private Checked check(
      Workspace workspace,
      List<WorkspaceFile> files,
      Settings settings,
      List<Checker> wanted,
      Reader reader,
      Invocation invocation)
      throws IOException, InterruptedException {
    var notes = new ArrayList<String>();
    var present = new ArrayList<Present>();
    for (Checker checker : wanted) {
      Detection detection = checker.detect(workspace);
      boolean avoided = invocation.conditions().avoided().contains(checker.name());
      if (detection.isPresent() && !avoided) {
        present.add(new Present(checker, detection, checker.settings(settings)));
      } else if (!checker.isGeneral()
          && files.stream().anyMatch(file -> checker.handles(file.path()))) {
        notes.add(
            checker.name()
                + ": "
                + (avoided ? "failed in an earlier attempt" : detection.missing()));
      }
    }
    boolean cached = invocation.conditions().remembers();
    Key key = whole.key(how(present, notes), files, settings);
    Optional<Checked> known =
        cached ? whole.find(key).flatMap(text -> Kept.read(text, Checked.class)) : Optional.empty();
    if (known.isPresent()) {
      Checked result = known.get();
      invocation.say("%d files, all cached".formatted(files.size()));
      return result;
    }
    Checked result = look(workspace, files, present, notes, reader, invocation);
    if (cached) {
      whole.keep(key, Kept.write(result));
    }
    return result;
  }

  /** Returns the part of the cache key that covers everything except the files. */
  private static String how(List<Present> present, List<String> notes) {
    return Stream.concat(present.stream().map(Present::how), notes.stream())
        .collect(Collectors.joining("\0\0"));
  }

  private Checked look(
      Workspace workspace,
      List<WorkspaceFile> files,
      List<Present> present,
      List<String> left,
      Reader reader,
      Invocation invocation)
      throws IOException, InterruptedException {
    var notes = new ArrayList<>(left);
    var found = new ArrayList<Finding>();
    var checked = new HashSet<String>();
    for (int from = 0; from < files.size(); from += SLICE) {
      var slice = files.subList(from, Math.min(from + SLICE, files.size()));
      var pass = new Pass(workspace, slice, reader, invocation);
      for (Present one : present) {
        pass.let(one);
      }
      found.addAll(pass.found);
      checked.addAll(pass.checked);
    }
    present.stream()
        .map(Present::detection)
        .map(Detection::leftOut)
        .filter(Objects::nonNull)
        .forEach(notes::add);
    found.sort(
        Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(Finding::rule));
    return new Checked(List.copyOf(found), checked, List.copyOf(notes));
  }

  private static List<Finding> fingerprinted(List<Finding> findings, SourceFile source) {
    List<String> lines = source.text().lines().toList();
    return Finding.fingerprinted(
        findings, (file, line) -> line >= 1 && line <= lines.size() ? lines.get(line - 1) : "");
  }

  /** One run of the checkers over a slice of the files. */
  private final class Pass {

    private final Workspace workspace;
    private final List<WorkspaceFile> files;
    private final Reader reader;
    private final Invocation invocation;
    private final Map<WorkspaceFile, Optional<SourceFile>> sources = new HashMap<>();
    private final List<Finding> found = new ArrayList<>();
    private final Set<String> checked = new HashSet<>();
    private final Set<String> broken = new HashSet<>();

    Pass(Workspace workspace, List<WorkspaceFile> files, Reader reader, Invocation invocation) {
      this.workspace = workspace;
      this.files = files;
      this.reader = reader;
      this.invocation = invocation;
    }

    void let(Present one) throws IOException, InterruptedException {
      invocation.ensureActive();
      Map<Key, WorkspaceFile> own = new LinkedHashMap<>();
      for (WorkspaceFile file : files) {
        if (one.checker().handles(file.path()) && !broken.contains(file.path())) {
          own.put(one.key(file), file);
          if (!one.checker().isGeneral()) {
            checked.add(file.path());
          }
        }
      }
      if (own.isEmpty()) {
        return;
      }
      boolean cached = invocation.conditions().remembers();
      Map<Key, String> known = cached ? cache.find(KIND, own.keySet()) : Map.of();
      Map<Key, List<Finding>> all = new HashMap<>();
      known.forEach((key, text) -> read(text).ifPresent(findings -> all.put(key, findings)));
      Map<Key, List<Finding>> fresh = look(one, own, Set.copyOf(all.keySet()));
      all.putAll(fresh);
      if (cached) {
        var texts = new HashMap<Key, String>();
        fresh.forEach((key, findings) -> texts.put(key, write(findings)));
        cache.keep(KIND, texts);
      }
      List<Finding> findings = all.values().stream().flatMap(List::stream).toList();
      found.addAll(findings);
      if (one.checker() instanceof SyntaxChecker) {
        // A syntax error is reported once; checkers that need a syntax tree would only fail on it.
        findings.stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .forEach(finding -> broken.add(finding.file()));
      }
      invocation.say(
          "%s: %d files, %d findings%s"
              .formatted(
                  one.checker().name(),
                  own.size(),
                  findings.size(),
                  known.isEmpty() ? "" : ", %d files cached".formatted(known.size())));
    }

    private Map<Key, List<Finding>> look(Present one, Map<Key, WorkspaceFile> own, Set<Key> known)
        throws IOException, InterruptedException {
      Map<String, Key> keys = new HashMap<>();
      var unknown = new ArrayList<SourceFile>();
      Map<Key, List<Finding>> fresh = new HashMap<>();
      for (var entry : own.entrySet()) {
        if (!known.contains(entry.getKey())) {
          keys.put(entry.getValue().path(), entry.getKey());
          source(entry.getValue()).ifPresent(unknown::add);
          fresh.put(entry.getKey(), List.of());
        }
      }
      if (unknown.isEmpty()) {
        return fresh;
      }
      var job = Job.of(workspace, one.detection(), invocation);
      List<Finding> all;
      try (var _ = invocation.spans().of(one.checker().name())) {
        all = one.checker().check(List.copyOf(unknown), job);
      }
      Map<String, List<Finding>> byFile =
          all.stream().collect(Collectors.groupingBy(Finding::file));
      for (SourceFile source : unknown) {
        List<Finding> findings = byFile.getOrDefault(source.path(), List.of());
        fresh.put(Objects.requireNonNull(keys.get(source.path())), fingerprinted(findings, source));
      }
      return fresh;
    }

    private Optional<SourceFile> source(WorkspaceFile file) throws IOException {
      Optional<SourceFile> known = sources.get(file);
      if (known == null) {
        known = reader.read(file);
        sources.put(file, known);
      }
      return known;
    }
  }

  private static String write(List<Finding> findings) {
    return findings.isEmpty() ? "" : Kept.write(findings);
  }

  private static Optional<List<Finding>> read(String text) {
    return text.isEmpty() ? Optional.of(List.of()) : Kept.read(text, Finding[].class).map(List::of);
  }
}

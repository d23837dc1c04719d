package dev.pawl.builtin;

import dev.pawl.cache.Cache;
import dev.pawl.cache.CacheKey;
import dev.pawl.cache.CacheValueSerializer;
import dev.pawl.command.CommandContext;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.tool.Checker;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.ProtectedFile;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Runs checkers on files, each file independently, and caches their findings by file content. */
@Component
public class CheckerRunner {

  private static final String KIND = "check";

  /** The version of the format of cached findings. */
  private static final String FINDING_FORMAT = "2";

  /** The version of the format of cached results of a run, and of what makes findings notes. */
  private static final String RESULT_FORMAT = "5 ";

  /** The maximum number of files held in memory at once. */
  private static final int SLICE_SIZE = 2000;

  private final List<Checker> checkers;
  private final Cache cache;
  private final RunResultCache runResults;

  CheckerRunner(List<Checker> checkers, Cache cache) {
    this.checkers =
        checkers.stream()
            .sorted(Comparator.comparing(checker -> !(checker instanceof SyntaxChecker)))
            .toList();
    this.cache = cache;
    this.runResults = new RunResultCache(cache, "check-all");
  }

  /**
   * The findings of a run over files.
   *
   * @param findings the findings with fingerprints, in the order of files and lines
   * @param checked the paths of the files that a checker handled
   * @param notes messages for people about checkers that are unavailable or restricted
   * @param succeededPrograms the programs of the machine that ran without a crash
   * @param crashedPrograms the programs of the machine that crashed on a file
   * @param tools the checkers with the files of each language that they handled
   * @param unavailable the reasons why checkers were not run, by language
   */
  public record CheckResult(
      List<Finding> findings,
      Set<String> checked,
      List<String> notes,
      Set<String> succeededPrograms,
      Set<String> crashedPrograms,
      List<CheckedFiles> tools,
      Map<String, List<String>> unavailable) {

    /** Returns this result as one that was not computed now, so that no program ran. */
    CheckResult withoutPrograms() {
      return new CheckResult(findings, checked, notes, Set.of(), Set.of(), tools, unavailable);
    }
  }

  /** The files of one language that a checker handled. */
  public record CheckedFiles(String tool, String version, String language, long files) {}

  /** A checker that is available for the target. */
  private record AvailableChecker(
      Checker checker, ToolDetection detection, String configurationKey) {

    CacheKey key(WorkspaceFile file) {
      return CacheKey.of(
          KIND,
          FINDING_FORMAT,
          checker.name(),
          detection.version(),
          configurationKey,
          file.path(),
          file.contentId());
    }

    String cacheKeyPart() {
      return String.join(
          "\0",
          checker.name(),
          detection.version(),
          configurationKey,
          String.valueOf(detection.ignoredConfiguration()));
    }
  }

  /** Reads the text of a file or of a substitute for it. */
  @FunctionalInterface
  public interface SourceReader {

    /** Reads the text of a file; empty if it is binary. */
    Optional<SourceFile> read(WorkspaceFile file) throws IOException;
  }

  /** Returns the names of the checkers that examine texts of any kind. */
  Set<String> languageIndependentTools() {
    return checkers.stream()
        .filter(Checker::isLanguageIndependent)
        .map(Checker::name)
        .collect(Collectors.toSet());
  }

  /** Checks the files of a workspace. */
  public CheckResult check(
      Workspace workspace,
      List<WorkspaceFile> files,
      ToolConfigFiles configFiles,
      CommandContext context)
      throws IOException, InterruptedException {
    return check(workspace, files, configFiles, checkers, SourceFile::read, context);
  }

  /**
   * Returns the errors, and the syntax errors of any severity, in content that is not or no longer on disk. Checkers
   * that read files on disk are not run.
   *
   * @param files the files, with the content hash of the text that the reader returns for them
   */
  public List<Finding> findErrors(
      Workspace workspace,
      List<WorkspaceFile> files,
      ToolConfigFiles configFiles,
      SourceReader reader,
      CommandContext context)
      throws IOException, InterruptedException {
    var textCheckers =
        checkers.stream()
            .filter(checker ->
                !checker.requiresFilesOnDisk() && checker.maxSeverity() == Severity.ERROR)
            .toList();
    return check(workspace, files, configFiles, textCheckers, reader, context).findings().stream()
        .filter(finding ->
            finding.severity() == Severity.ERROR
                || finding.rule().equals(SyntaxChecker.RULE)
                || finding.rule().equals(Finding.TEMPLATE))
        .toList();
  }

  private CheckResult check(
      Workspace workspace,
      List<WorkspaceFile> files,
      ToolConfigFiles configFiles,
      List<Checker> selectedCheckers,
      SourceReader reader,
      CommandContext context)
      throws IOException, InterruptedException {
    var notes = new ArrayList<String>();
    var available = new ArrayList<AvailableChecker>();
    var batches = new BatchResults();
    for (Checker checker : selectedCheckers) {
      // The detection of tools takes longer than a look at a few files.
      if (files.size() < SLICE_SIZE && !handlesAny(checker, files)) {
        continue;
      }
      ToolDetection detection = checker.detect(workspace);
      boolean avoided = context.settings().avoided().contains(checker.name());
      if (detection.isPresent() && !avoided) {
        available.add(
            new AvailableChecker(checker, detection, checker.configurationKey(configFiles)));
      } else if (!checker.isLanguageIndependent() && handlesAny(checker, files)) {
        String reason =
            avoided
                ? "failed in an earlier attempt"
                : String.valueOf(detection.unavailableReason());
        notes.add(checker.name() + ": " + reason);
        batches.addUnavailable(checker, reason, files);
      }
    }
    boolean useCache = context.settings().usesCache();
    CacheKey key =
        runResults.key(RESULT_FORMAT + cacheKeyPart(available, notes), files, configFiles);
    Optional<CheckResult> cachedResult =
        useCache
            ? runResults
                .find(key)
                .flatMap(text -> CacheValueSerializer.deserialize(text, CheckResult.class))
            : Optional.empty();
    if (cachedResult.isPresent()) {
      CheckResult result = cachedResult.get();
      context.logLine(Quantity.of(files.size(), "file") + ", all cached");
      return result.withoutPrograms();
    }
    CheckResult result = runCheckers(workspace, files, available, notes, reader, context, batches);
    if (useCache
        && batches.unusable.isEmpty()
        && result.findings().stream().noneMatch(CheckerRunner::isCrash)) {
      runResults.store(key, CacheValueSerializer.serialize(result));
    }
    return result;
  }

  private static boolean handlesAny(Checker checker, List<WorkspaceFile> files) {
    return files.stream().anyMatch(file -> checker.handles(file.path()));
  }

  /** What the batches of a run have in common. */
  private static final class BatchResults {

    /** The checkers that cannot be used, with the reasons. */
    private final Map<String, String> unusable = new LinkedHashMap<>();

    private final Set<String> succeededPrograms = new TreeSet<>();
    private final Set<String> crashedPrograms = new TreeSet<>();

    /** The number of files by checker and language. */
    private final Map<CheckedFiles, Long> handled = new LinkedHashMap<>();

    /** The reasons why checkers were not run, by language. */
    private final Map<String, List<String>> unavailable = new TreeMap<>();

    void addUnavailable(Checker checker, String reason, List<WorkspaceFile> files) {
      files.stream()
          .filter(file -> checker.handles(file.path()))
          .flatMap(file -> Language.of(file.path()).stream())
          .distinct()
          .forEach(language ->
              unavailable
                  .computeIfAbsent(language.key(), key -> new ArrayList<>())
                  .add(checker.name() + " " + reason));
    }

    void addHandled(Checker checker, String version, Collection<String> paths) {
      for (String path : paths) {
        Language.of(path)
            .ifPresent(language ->
                handled.merge(
                    new CheckedFiles(checker.name(), version, language.key(), 0), 1L, Long::sum));
      }
    }

    List<CheckedFiles> handledFiles() {
      return handled.entrySet().stream()
          .map(entry ->
              new CheckedFiles(
                  entry.getKey().tool(),
                  entry.getKey().version(),
                  entry.getKey().language(),
                  entry.getValue()))
          .toList();
    }
  }

  /** Returns whether a finding states that a tool failed on a file, which may not happen the next time. */
  private static boolean isCrash(Finding finding) {
    return finding.rule().equals(Finding.CRASHED) && finding.isNote();
  }

  /** Returns the part of the cache key that covers everything except the files. */
  private static String cacheKeyPart(List<AvailableChecker> available, List<String> notes) {
    return Stream.concat(available.stream().map(AvailableChecker::cacheKeyPart), notes.stream())
        .collect(Collectors.joining("\0\0"));
  }

  private CheckResult runCheckers(
      Workspace workspace,
      List<WorkspaceFile> files,
      List<AvailableChecker> availableCheckers,
      List<String> initialNotes,
      SourceReader reader,
      CommandContext context,
      BatchResults batches)
      throws IOException, InterruptedException {
    var notes = new ArrayList<>(initialNotes);
    var findings = new ArrayList<Finding>();
    var checked = new HashSet<String>();
    for (int from = 0; from < files.size(); from += SLICE_SIZE) {
      var slice = files.subList(from, Math.min(from + SLICE_SIZE, files.size()));
      var batch = new CheckerBatch(workspace, slice, reader, context, batches);
      for (AvailableChecker checker : availableCheckers) {
        batch.run(checker);
      }
      findings.addAll(batch.allFindings);
      checked.addAll(batch.checked);
    }
    for (AvailableChecker available : availableCheckers) {
      String ignored = available.detection().ignoredConfiguration();
      if (ignored != null && handlesAny(available.checker(), files)) {
        notes.add(ignored);
      }
    }
    batches.unusable.forEach((tool, reason) -> notes.add(tool + ": " + reason));
    findings.sort(
        Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(Finding::rule));
    batches.succeededPrograms.removeAll(batches.crashedPrograms);
    return new CheckResult(
        List.copyOf(findings),
        checked,
        List.copyOf(notes),
        Set.copyOf(batches.succeededPrograms),
        Set.copyOf(batches.crashedPrograms),
        batches.handledFiles(),
        batches.unavailable);
  }

  private static List<Finding> fingerprinted(List<Finding> findings, SourceFile source) {
    List<String> lines = source.text().lines().toList();
    return Finding.withFingerprints(
        findings, (file, line) -> line >= 1 && line <= lines.size() ? lines.get(line - 1) : "");
  }

  /** One run of the checkers over a slice of the files. */
  private final class CheckerBatch {

    private final Workspace workspace;
    private final List<WorkspaceFile> files;
    private final SourceReader reader;
    private final CommandContext context;
    private final Map<WorkspaceFile, Optional<SourceFile>> sources = new HashMap<>();
    private final List<Finding> allFindings = new ArrayList<>();
    private final Set<String> checked = new HashSet<>();
    private final Set<String> unparsable = new HashSet<>();

    /** The files that checkers of a language cannot examine, such as templates. */
    private final Set<String> unreadable = new HashSet<>();

    private final BatchResults results;

    CheckerBatch(
        Workspace workspace,
        List<WorkspaceFile> files,
        SourceReader reader,
        CommandContext context,
        BatchResults results) {
      this.workspace = workspace;
      this.results = results;
      this.files = files;
      this.reader = reader;
      this.context = context;
    }

    void run(AvailableChecker available) throws IOException, InterruptedException {
      context.ensureActive();
      Map<CacheKey, WorkspaceFile> handledFiles = new LinkedHashMap<>();
      boolean independent = available.checker().isLanguageIndependent();
      for (WorkspaceFile file : files) {
        if (available.checker().handles(file.path())
            && !unparsable.contains(file.path())
            && (independent || !unreadable.contains(file.path()))) {
          handledFiles.put(available.key(file), file);
        }
      }
      if (handledFiles.isEmpty() || results.unusable.containsKey(available.checker().name())) {
        return;
      }
      boolean useCache = context.settings().usesCache();
      Map<CacheKey, String> cachedTexts =
          useCache ? cache.find(KIND, handledFiles.keySet()) : Map.of();
      Map<CacheKey, List<Finding>> findingsByKey = new HashMap<>();
      cachedTexts.forEach(
          (key, text) -> deserialize(text).ifPresent(findings -> findingsByKey.put(key, findings)));
      Map<CacheKey, List<Finding>> computed;
      try {
        computed = runUncached(available, handledFiles, Set.copyOf(findingsByKey.keySet()));
      } catch (ToolUnusableException e) {
        String reason = String.valueOf(e.getMessage());
        results.unusable.put(available.checker().name(), reason);
        context.logLine("%s: %s".formatted(available.checker().name(), reason));
        return;
      }
      findingsByKey.putAll(computed);
      if (useCache) {
        var texts = new HashMap<CacheKey, String>();
        computed.forEach((key, findings) -> {
          if (findings.stream().noneMatch(CheckerRunner::isCrash)) {
            texts.put(key, serialize(findings));
          }
        });
        cache.put(KIND, texts);
      }
      List<Finding> findings = findingsByKey.values().stream().flatMap(List::stream).toList();
      findings.stream().map(this::asNoteInFixture).forEach(allFindings::add);
      var notExamined = new HashSet<String>();
      findings.stream().filter(Finding::isNote).forEach(finding -> notExamined.add(finding.file()));
      if (!independent) {
        List<String> examined =
            handledFiles.values().stream()
                .map(WorkspaceFile::path)
                .filter(path -> !notExamined.contains(path))
                .toList();
        checked.addAll(examined);
        results.addHandled(available.checker(), available.detection().version(), examined);
      }
      if (available.checker() instanceof SyntaxChecker) {
        // A syntax error is reported once; checkers that need a syntax tree would only fail on it.
        findings.stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .forEach(finding -> unparsable.add(finding.file()));
        findings.stream()
            .filter(
                finding -> Set.of(Finding.TEMPLATE, Finding.NOT_CHECKED).contains(finding.rule()))
            .forEach(finding -> unreadable.add(finding.file()));
      }
      context.logLine(
          "%s: %s, %s%s"
              .formatted(
                  available.checker().name(),
                  Quantity.of(handledFiles.size(), "file"),
                  Quantity.of(findings.size(), "finding"),
                  cachedTexts.isEmpty()
                      ? ""
                      : ", %s cached".formatted(Quantity.of(cachedTexts.size(), "file"))));
    }

    /** Returns a note about a file that is the input of a test, and may be wrong on purpose, or the code of others. */
    private Finding asNoteInFixture(Finding finding) {
      Set<ProtectedFile> kinds = ProtectedFile.kindsOf(finding.file());
      boolean vendored =
          workspace.isVendored(finding.file())
              || kinds.contains(ProtectedFile.VENDORED) && !workspace.isMarkedAsOwn(finding.file());
      return vendored || kinds.contains(ProtectedFile.FIXTURE)
          ? finding.withSeverity(Severity.INFO)
          : finding;
    }

    private Map<CacheKey, List<Finding>> runUncached(
        AvailableChecker checker,
        Map<CacheKey, WorkspaceFile> handledFiles,
        Set<CacheKey> cachedKeys)
        throws IOException, InterruptedException {
      Map<String, CacheKey> keys = new HashMap<>();
      var uncached = new ArrayList<SourceFile>();
      Map<CacheKey, List<Finding>> computed = new HashMap<>();
      for (var entry : handledFiles.entrySet()) {
        if (!cachedKeys.contains(entry.getKey())) {
          keys.put(entry.getValue().path(), entry.getKey());
          computed.put(entry.getKey(), List.of());
          try {
            source(entry.getValue()).ifPresent(uncached::add);
          } catch (IOException e) {
            String reason = "cannot be read: " + e.getMessage();
            computed.put(
                entry.getKey(), List.of(crash(entry.getValue().path(), checker.checker(), reason)));
          }
        }
      }
      if (uncached.isEmpty()) {
        return computed;
      }
      var toolContext = ToolContext.of(workspace, checker.detection(), context);
      List<Finding> reported;
      try (var _ = context.tracer().start(checker.checker().name())) {
        reported =
            FileIsolation.run(
                List.copyOf(uncached),
                sources -> checker.checker().check(sources, toolContext),
                (source, reason) -> crash(source.path(), checker.checker(), reason));
      }
      if (!checker.detection().program().isEmpty()) {
        boolean crashed = reported.stream().anyMatch(CheckerRunner::isCrash);
        (crashed ? results.crashedPrograms : results.succeededPrograms)
            .add(checker.checker().name());
      }
      Map<String, List<Finding>> byFile =
          reported.stream().collect(Collectors.groupingBy(Finding::file));
      for (SourceFile source : uncached) {
        List<Finding> findings = byFile.getOrDefault(source.path(), List.of());
        computed.put(
            Objects.requireNonNull(keys.get(source.path())), fingerprinted(findings, source));
      }
      return computed;
    }

    private static Finding crash(String path, Checker checker, String reason) {
      return Finding.withFingerprints(
              List.of(FileFailure.crashed(path, checker.name(), reason)), (file, line) -> "")
          .getFirst();
    }

    private Optional<SourceFile> source(WorkspaceFile file) throws IOException {
      Optional<SourceFile> source = sources.get(file);
      if (source == null) {
        source = reader.read(file);
        sources.put(file, source);
      }
      return source;
    }
  }

  private static String serialize(List<Finding> findings) {
    return findings.isEmpty() ? "" : CacheValueSerializer.serialize(findings);
  }

  private static Optional<List<Finding>> deserialize(String text) {
    return text.isEmpty()
        ? Optional.of(List.of())
        : CacheValueSerializer.deserialize(text, Finding[].class).map(List::of);
  }
}

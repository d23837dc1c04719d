package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.ChainedFixer;
import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CleanupCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.Coverage.FormattingState;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.FileRules;
import dev.pawl.language.Language;
import dev.pawl.target.TargetConfig;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LayoutLimits;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads from a fixer chain which files of each language its fixers handle, and why they leave the others. */
final class FormatCoverageReader {

  private static final Set<Purpose> CLEANUP =
      EnumSet.of(Purpose.IMPORTS, Purpose.DEAD_CODE, Purpose.DUPLICATES);

  /** The rules of findings that state that a tool has not looked at a file. */
  private static final Set<String> FAILURES =
      Set.of(FixResult.NOT_FIXED, FixResult.CRASHED, FixResult.UNUSABLE);

  private static final String ALL_FILES = "";

  private final FixerChain chain;
  private final FileSelection selection;
  private final LayoutLimits limits;
  private final Workspace workspace;

  /** The reasons why tools must not change files of a language, by the key of their use. */
  private final Map<String, String> withheld;

  /** The kinds of files that are left because of their content. */
  private final Map<String, String> kindsByContent = new HashMap<>();

  /** The reasons why each tool has failed on files; on all of them, under an empty path. */
  private final Map<String, Map<String, String>> failures = new HashMap<>();

  private FormattingState state = FormattingState.PLANNED;

  FormatCoverageReader(FixerChain chain, FileSelection selection, Map<String, String> withheld)
      throws IOException {
    this.chain = chain;
    this.selection = selection;
    this.withheld = withheld;
    this.workspace = chain.workspace();
    this.limits =
        new LayoutLimits(selection, workspace.config().layout(), workspace::isMarkedAsOwn);
  }

  /** Records the results of a run, without which formatters are only planned. */
  FormatCoverageReader withResults(List<FileResult> results) {
    state = FormattingState.FORMATTED;
    for (FileResult result : results) {
      if (result.left() != null) {
        kindsByContent.put(result.path(), result.left());
      }
      result.findings().stream()
          .filter(finding -> FAILURES.contains(finding.rule()))
          .forEach(finding ->
              failures
                  .computeIfAbsent(finding.tool(), tool -> new TreeMap<>())
                  .putIfAbsent(
                      finding.rule().equals(FixResult.UNUSABLE) ? ALL_FILES : result.path(),
                      finding.message().replaceFirst("^[^:]*: ", "")));
    }
    return this;
  }

  /** Returns the reason why a tool has failed on a file, if it has. */
  private Optional<String> failure(String tool, String path) {
    Map<String, String> reasons = failures.getOrDefault(tool, Map.of());
    return Optional.ofNullable(reasons.get(ALL_FILES))
        .or(() -> Optional.ofNullable(reasons.get(path)));
  }

  /**
   * Returns the coverage of all files in scope.
   *
   * @param purposes what the fixers may change
   */
  Coverage read(Set<Purpose> purposes) throws IOException {
    LanguageFiles files = LanguageFiles.of(selection.filter(chain.configFiles().files()));
    boolean formats = purposes.contains(Purpose.LAYOUT);
    boolean cleansUp =
        purposes.stream().anyMatch(CLEANUP::contains) && !purposes.contains(Purpose.EQUAL_CODE);
    FixerChain cleanup =
        chain.withPurposes(purposes.stream().filter(CLEANUP::contains).collect(Collectors.toSet()));
    return files.toCoverage(
        workspace,
        key -> {
          List<WorkspaceFile> ofLanguage = files.byLanguage().getOrDefault(key, List.of());
          Language language = Language.valueOf(key.toUpperCase(Locale.ROOT));
          return new CoveredLanguage(
              key,
              ofLanguage.size(),
              null,
              formats ? formatting(language, ofLanguage) : null,
              cleansUp ? cleanup(cleanup, language, ofLanguage) : null);
        });
  }

  private FormatCoverage formatting(Language language, List<WorkspaceFile> files) {
    List<FormatterUse> uses =
        chain.formatters().stream()
            .filter(use -> use.scope().language() == language && !use.isImportOrder())
            .toList();
    var counts = new LinkedHashMap<FormatterUse, Long>();
    var left = new LanguageFiles.Groups();
    long notAsked = 0;
    for (WorkspaceFile file : files) {
      String path = file.path();
      Optional<String> protection = protection(path);
      List<FormatterUse> handling =
          uses.stream().filter(use -> contains(use, language, path)).toList();
      Optional<String> exclusion =
          uses.stream().flatMap(use -> use.scope().exclusion(path).stream()).findFirst();
      if (protection.isPresent()) {
        left.add(protection.get(), path);
      } else if (!handling.isEmpty()) {
        for (FormatterUse use : handling) {
          String tool = use.consent().tool();
          failure(tool, path)
              .ifPresentOrElse(
                  reason -> left.add(tool + ": " + reason, path),
                  () -> counts.merge(use, 1L, Long::sum));
        }
      } else if (exclusion.isPresent()) {
        left.add(exclusion.get(), path);
      } else {
        notAsked++;
        if (!uses.isEmpty()) {
          left.add("nothing asks for a formatter in their folders", path);
        }
      }
    }
    List<ToolUse> tools =
        counts.entrySet().stream()
            .filter(entry -> !withheld.containsKey(entry.getKey().key()))
            .map(entry -> toToolUse(entry.getKey(), entry.getValue()))
            .toList();
    if (!tools.isEmpty()) {
      return new FormatCoverage(state, tools, otherVersions(uses), null, left.toList());
    }
    boolean nothingAsks = uses.isEmpty() && notAsked > 0 && !isAsked(language);
    String suggested = chain.suggested().get(language);
    return new FormatCoverage(
        FormattingState.NOT_FORMATTED,
        List.of(),
        nothingAsks && suggested != null
            ? LanguageCoverage.NOTHING_ASKS
            : reason(language, uses, files.size()),
        nothingAsks && suggested != null ? LanguageCoverage.hint(language, suggested) : null,
        left.toList());
  }

  private static ToolUse toToolUse(FormatterUse use, long files) {
    return new ToolUse(use.consent().tool(), use.version(), files, use.consent().source());
  }

  /** Returns whether the scope of a use has a file, whose language may follow from its first line. */
  private boolean contains(FormatterUse use, Language language, String path) {
    ConsentScope scope =
        selection.containsFullPath(path) ? use.scope().with(FileRules.NONE) : use.scope();
    return scope.contains(path) || Language.of(path).isEmpty() && scope.containsAs(language, path);
  }

  private boolean isAsked(Language language) {
    return chain.asked().stream().anyMatch(scope -> scope.language() == language);
  }

  private String reason(Language language, List<FormatterUse> uses, int files) {
    Optional<String> reason =
        uses.stream()
            .flatMap(use -> Optional.ofNullable(withheld.get(use.key())).stream())
            .findFirst();
    if (reason.isPresent()) {
      return reason.get();
    }
    List<String> unavailable =
        chain.notCovered().stream()
            .filter(uncovered -> uncovered.language() == language)
            .map(UncoveredLanguage::reason)
            .distinct()
            .toList();
    if (!unavailable.isEmpty()) {
      return String.join(", ", unavailable);
    }
    if (!uses.isEmpty() || !isAsked(language) && chain.suggested().containsKey(language)) {
      return files == 1 ? "its file is left as it is" : "all files are left as they are";
    }
    return isAsked(language)
        ? "the configuration asks for no formatter"
        : "no formatter knows the language";
  }

  private @Nullable String otherVersions(List<FormatterUse> uses) {
    return uses.stream()
        .flatMap(use -> Optional.ofNullable(withheld.get(use.key())).stream())
        .findFirst()
        .or(() ->
            uses.stream()
                .filter(FormatterUse::hasOtherVersion)
                .findFirst()
                .map(FormatterUse::describeOtherVersion))
        .orElse(null);
  }

  /** Returns why no formatter may change a file; empty if formatters may. */
  private Optional<String> protection(String path) {
    if (!selection.containsFullPath(path)) {
      if (TargetConfig.isCritical(path)) {
        return Optional.of("critical");
      }
      if (workspace.isGenerated(path)) {
        return Optional.of("generated");
      }
      if (workspace.isVendored(path)) {
        return Optional.of("vendored");
      }
    }
    return limits.protection(path).or(() -> Optional.ofNullable(kindsByContent.get(path)));
  }

  private CleanupCoverage cleanup(
      FixerChain cleanup, Language language, List<WorkspaceFile> files) {
    var tools = new ArrayList<ToolUse>();
    Optional<String> failed = Optional.empty();
    for (ChainedFixer link : cleanup.fixers()) {
      String tool = link.fixer().name();
      List<WorkspaceFile> handled =
          files.stream().filter(file -> link.fixer().handles(withoutText(file))).toList();
      List<String> reasons =
          handled.stream().flatMap(file -> failure(tool, file.path()).stream()).toList();
      if (handled.size() > reasons.size()) {
        long count = handled.size() - reasons.size();
        tools.add(new ToolUse(tool, link.detection().version(), count, null));
      } else if (failed.isEmpty()) {
        failed = reasons.stream().findFirst().map(reason -> tool + ": " + reason);
      }
    }
    return new CleanupCoverage(
        List.copyOf(tools),
        tools.isEmpty()
            ? failed.orElseGet(() ->
                LanguageCoverage.reasonNotCleanedUp(language, files.getFirst().path(), cleanup))
            : null);
  }

  /** Returns a file for questions that its name answers. */
  private static SourceFile withoutText(WorkspaceFile file) {
    return new SourceFile(file.path(), file.file(), StandardCharsets.UTF_8, false, "");
  }
}

package dev.pawl.builtin;

import dev.pawl.builtin.FixerRunner.FileResult;
import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Finding;
import dev.pawl.command.Quantity;
import dev.pawl.language.Language;
import dev.pawl.target.TargetConfig;
import dev.pawl.tool.CommandOptions;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.ScopedFindings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.workspace.FilesInScope;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import dev.pawl.workspace.WorkspaceService;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rewrites the files that the fixers of given purposes handle. */
final class FixCommand implements Command {

  private static final String COMPREHENSIVE = "comprehensive";
  private static final String SAFE = "safe";
  private static final String STANDARD = "standard";
  private static final String WITH = "with";

  /** The number of files outside of the scope with which a formatter is compared. */
  private static final int AGREEMENT_SAMPLE = 30;

  private final CommandSpec spec;
  private final Set<Purpose> purposes;
  private final List<String> additionalOptions;
  private final WorkspaceService workspaces;
  private final FixerRunner fixerRunner;

  /**
   * Creates a command.
   *
   * @param additionalOptions the additional options that the command accepts and does not pass to the fixers
   */
  FixCommand(
      CommandSpec spec,
      Set<Purpose> purposes,
      List<String> additionalOptions,
      WorkspaceService workspaces,
      FixerRunner fixerRunner) {
    this.spec = spec;
    this.purposes = purposes;
    this.additionalOptions = additionalOptions;
    this.workspaces = workspaces;
    this.fixerRunner = fixerRunner;
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public List<String> options() {
    if (purposes.contains(Purpose.LAYOUT)) {
      return List.of(COMPREHENSIVE, WITH + "=");
    }
    if (purposes.contains(Purpose.IMPORT_ORDER)) {
      return List.of(WITH + "=");
    }
    if (purposes.contains(Purpose.EQUAL_CODE)) {
      return additionalOptions;
    }
    return isFullCleanup() ? List.of(SAFE, STANDARD) : List.of();
  }

  private boolean isFullCleanup() {
    return purposes.contains(Purpose.IMPORTS) && purposes.contains(Purpose.DEAD_CODE);
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    FixRequest request;
    try {
      request = parseRequest(context);
    } catch (IllegalArgumentException e) {
      return CommandResult.failure(FailureKind.REFUSED, String.valueOf(e.getMessage()));
    }
    Workspace workspace = workspaces.get(context.workspace());
    var configFiles = new ToolConfigFiles(workspace.files());
    List<WorkspaceFile> files =
        selectFiles(workspace, configFiles, FileSelection.of(context, workspace.scope()), context);
    FixerChain chain = fixerRunner.chain(workspace, configFiles, request, context);
    Set<String> withheld = otherVersions(chain, use -> !isRequested(purposes, use));
    if (!withheld.isEmpty()) {
      request = request.withholding(withheld);
      chain = fixerRunner.chain(workspace, configFiles, request, context);
    }
    List<FileResult> results = fixerRunner.fix(files, chain, request.purposes(), context);
    context.ensureActive();
    List<WorkspaceFile> sample = sampleOutsideScope(workspace, chain, configFiles, context);
    FormatterAgreement agreement =
        FormatterAgreement.of(
            chain,
            concat(files, sample),
            concat(results, fixerRunner.fix(sample, chain, request.purposes(), context)),
            use -> isRequested(purposes, use));
    withheld.addAll(agreement.withheld());
    // Later checks repeat this request on files that later steps changed.
    withheld.addAll(otherVersions(chain, use -> true));
    request = request.withholding(withheld);
    if (!agreement.withheld().isEmpty()) {
      chain = fixerRunner.chain(workspace, configFiles, request, context);
      results = fixerRunner.fix(files, chain, request.purposes(), context);
      context.ensureActive();
    }
    Map<String, WorkspaceFile> byPath =
        files.stream().collect(Collectors.toMap(WorkspaceFile::path, Function.identity()));
    var changed = new ArrayList<String>();
    for (FileResult result : results) {
      if (result.isChanged()) {
        write(result, Objects.requireNonNull(byPath.get(result.path())), context);
        changed.add(result.path());
      }
    }
    return toResult(request, chain, agreement, files, changed, results, context)
        .withWarnings(LfsPointers.describe(workspace, context));
  }

  /** Returns the formatters that the command would run, and for other files the reasons why it would run none. */
  Coverage plan(Workspace workspace, CommandContext context) throws IOException {
    var configFiles = new ToolConfigFiles(workspace.files());
    FixerChain chain = fixerRunner.chain(workspace, configFiles, parseRequest(context), context);
    var selection = FileSelection.of(context, workspace.scope());
    return new FormatCoverageReader(chain, selection, Map.of()).read(purposes);
  }

  /** Returns the keys of formatters of which the target pins another version. */
  private static Set<String> otherVersions(FixerChain chain, Predicate<FormatterUse> condition) {
    return chain.formatters().stream()
        .filter(use -> condition.test(use) && use.hasOtherVersion())
        .map(FormatterUse::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns whether a formatter does what was requested, and not only repeats it after another change. */
  private static boolean isRequested(Set<Purpose> purposes, FormatterUse use) {
    return purposes.contains(use.isImportOrder() ? Purpose.IMPORT_ORDER : Purpose.LAYOUT);
  }

  /**
   * Returns the request that the options describe. Attempt settings that allow nothing optional exclude additional
   * formatters, and restrict a full cleanup to imports.
   */
  private FixRequest parseRequest(CommandContext context) {
    if (purposes.contains(Purpose.LAYOUT)) {
      var options = CommandOptions.of(context, options());
      return new FixRequest(
          purposes,
          options.has(COMPREHENSIVE) && !context.settings().simple(),
          parseFormatters(options),
          Set.of());
    }
    if (purposes.contains(Purpose.IMPORT_ORDER)) {
      var options = CommandOptions.of(context, options());
      return new FixRequest(purposes, false, parseFormatters(options), Set.of());
    }
    if (purposes.contains(Purpose.EQUAL_CODE)) {
      CommandOptions.of(context, options());
      return new FixRequest(purposes, false, earlierFormatters(context), Set.of());
    }
    var options = CommandOptions.of(context, options());
    boolean safe = isFullCleanup() && (options.has(SAFE) || context.settings().simple());
    return new FixRequest(
        safe ? EnumSet.of(Purpose.IMPORTS) : purposes, false, earlierFormatters(context), Set.of());
  }

  /** Returns the formatters that earlier steps named, so that what they formatted is formatted again after a change. */
  private static List<String> earlierFormatters(CommandContext context) {
    return context.previousResults().values().stream()
        .flatMap(result -> FixRequest.of(result).stream())
        .flatMap(request -> request.named().stream())
        .distinct()
        .toList();
  }

  private List<String> parseFormatters(CommandOptions options) {
    List<String> names =
        options.value(WITH).stream().flatMap(value -> Arrays.stream(value.split(","))).toList();
    Set<String> known = fixerRunner.formatterNames();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown formatter %s; known formatters: %s".formatted(name, String.join(", ", known)));
      }
    }
    return names;
  }

  /** Returns whether a request cleans up code, and does not only repeat it after merging methods. */
  private static boolean cleansUp(Set<Purpose> purposes) {
    return purposes.contains(Purpose.IMPORTS) && !purposes.contains(Purpose.EQUAL_CODE);
  }

  /**
   * Returns a sample of the files outside of the scope for each formatter that only the target's configuration asks for.
   * They are not changed, but a few files in scope do not show whether the project uses a formatter in this way.
   */
  private List<WorkspaceFile> sampleOutsideScope(
      Workspace workspace, FixerChain chain, ToolConfigFiles configFiles, CommandContext context)
      throws IOException {
    FilesInScope scope = workspace.scope();
    var sample = new TreeMap<String, WorkspaceFile>();
    if (!scope.isWholeTarget()) {
      List<WorkspaceFile> outside =
          selectFiles(workspace, configFiles, FileSelection.of(context), context).stream()
              .filter(file -> !scope.includes(file.path()))
              .toList();
      for (FormatterUse use : chain.formatters()) {
        if (!use.consent().explicit() && isRequested(purposes, use) && !use.hasOtherVersion()) {
          List<WorkspaceFile> handled =
              outside.stream().filter(file -> use.scope().contains(file.path())).toList();
          int count = Math.min(AGREEMENT_SAMPLE, handled.size());
          for (int i = 0; i < count; i++) {
            WorkspaceFile file = handled.get((int) ((long) i * handled.size() / count));
            sample.put(file.path(), file);
          }
        }
      }
    }
    return List.copyOf(sample.values());
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<WorkspaceFile> selectFiles(
      Workspace workspace,
      ToolConfigFiles configFiles,
      FileSelection selection,
      CommandContext context) {
    return selection.filter(configFiles.files()).stream()
        .filter(file -> !context.settings().without().contains(file.path()))
        .filter(file ->
            !TargetConfig.isCritical(file.path()) || selection.containsFullPath(file.path()))
        .filter(file ->
            !workspace.isGenerated(file.path()) && !workspace.isVendored(file.path())
                || selection.containsFullPath(file.path()))
        .toList();
  }

  private static void write(FileResult result, WorkspaceFile file, CommandContext context)
      throws IOException, InterruptedException {
    context.ensureActive();
    SourceFile source = SourceFile.read(file).orElseThrow();
    Files.write(file.file(), source.withText(String.valueOf(result.text())).encode());
    context.logLine(result.path() + ": " + String.join(", ", result.fixers()));
  }

  /** Records which programs worked and which crashed, for their circuit breakers; built-in fixers have none. */
  private static CommandResult withTools(
      CommandResult commandResult, FixerChain chain, List<FileResult> results) {
    Set<String> programs =
        chain.fixers().stream()
            .filter(fixer -> !fixer.detection().program().isEmpty())
            .map(fixer -> fixer.fixer().name())
            .collect(Collectors.toSet());
    String succeededTools =
        results.stream()
            .flatMap(result -> result.fixers().stream())
            .filter(programs::contains)
            .distinct()
            .collect(Collectors.joining(" "));
    String crashedTools =
        results.stream()
            .flatMap(result -> result.findings().stream())
            .filter(finding -> finding.rule().equals(FixResult.CRASHED))
            .map(Finding::tool)
            .filter(programs::contains)
            .distinct()
            .collect(Collectors.joining(" "));
    return commandResult
        .withFact(CommandResult.SUCCEEDED_TOOLS, succeededTools)
        .withFact(CommandResult.CRASHED_TOOLS, crashedTools);
  }

  /** Returns a line for each group of files that the formatters of a language leave as they are. */
  private static List<String> describeLeftFiles(Coverage covered) {
    var lines = new ArrayList<String>();
    for (CoveredLanguage language : covered.languages()) {
      if (language.formatting() != null && !language.formatting().tools().isEmpty()) {
        language
            .formatting()
            .left()
            .forEach(group ->
                lines.add(
                    "%s: %s left unchanged: %s"
                        .formatted(
                            language.language(),
                            Quantity.of(group.files(), "file"),
                            group.reason())));
      }
    }
    return lines;
  }

  private CommandResult toResult(
      FixRequest request,
      FixerChain chain,
      FormatterAgreement agreement,
      List<WorkspaceFile> files,
      List<String> changed,
      List<FileResult> results,
      CommandContext context)
      throws IOException {
    var ofFiles = results.stream().flatMap(result -> result.findings().stream()).toList();
    var findings =
        Finding.withFingerprints(
            Stream.concat(
                    ScopedFindings.select(ofFiles, chain.workspace()).stream(),
                    agreement.findings().stream())
                .toList(),
            (file, line) -> "");
    findings.forEach(finding -> context.logLine(finding.file() + ": " + finding.message()));
    var warnings = new ArrayList<>(agreement.warnings());
    var coverage = new LanguageCoverage(files);
    List<String> formatters =
        coverage.describeFormatters(chain, use -> isRequested(request.purposes(), use));
    formatters.forEach(context::logLine);
    String notFormatted = "";
    if (request.purposes().contains(Purpose.LAYOUT)) {
      warnings.addAll(coverage.describe(chain.notCovered()));
      List<String> notAsked = coverage.describeNotAsked(chain);
      notAsked.forEach(context::logLine);
      formatters = Stream.concat(formatters.stream(), notAsked.stream()).toList();
      notFormatted =
          coverage.notAsked(chain).keySet().stream()
              .filter(Language::isSource)
              .map(language -> "; " + LanguageCoverage.notAsked(language))
              .collect(Collectors.joining());
    }
    String notCleanedUp = "";
    if (cleansUp(request.purposes())) {
      List<String> linters = coverage.describeLinters(chain);
      Map<Language, String> sentences = coverage.notCleanedUp(chain);
      linters.forEach(context::logLine);
      sentences.forEach((language, sentence) -> {
        if (LanguageCoverage.lacksLinter(chain, language)) {
          warnings.add(sentence);
        } else {
          context.logLine(sentence);
        }
      });
      formatters =
          Stream.of(formatters, linters, sentences.values()).flatMap(Collection::stream).toList();
      notCleanedUp = sentences.values().stream().map("; "::concat).collect(Collectors.joining());
    }
    Coverage covered =
        new FormatCoverageReader(
                chain, FileSelection.of(context, chain.workspace().scope()), agreement.reasons())
            .withResults(results)
            .read(request.purposes());
    describeLeftFiles(covered).forEach(context::logLine);
    warnings.addAll(chain.describeIgnoredConfigurations());
    warnings.forEach(warning -> context.logLine("Warning: " + warning));
    long unchanged =
        findings.stream().filter(finding -> !finding.rule().equals(FixResult.KEPT)).count();
    String unchangedNote = unchanged == 0 ? "" : ", %d left as they are".formatted(unchanged);
    CommandResult commandResult =
        CommandResult.success(
                "%d of %s changed%s%s%s"
                    .formatted(
                        changed.size(),
                        Quantity.of(files.size(), "file"),
                        unchangedNote,
                        notFormatted,
                        notCleanedUp))
            .withFindings(findings)
            .withChangedFiles(changed)
            .withWarnings(warnings)
            .withFact("tools", chain.withPurposes(request.purposes()).describeTools())
            .withFact("formatters", String.join("\n", formatters))
            .withMetric("files", files.size())
            .withMetric("files_changed", changed.size());
    commandResult = withTools(commandResult, chain, results);
    commandResult = commandResult.withCoverage(covered);
    return request.recordIn(commandResult, FileSelection.of(context));
  }
}

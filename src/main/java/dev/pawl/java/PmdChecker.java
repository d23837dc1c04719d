package dev.pawl.java;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.language.Lexer;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PMDVersion;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.reporting.Report;
import net.sourceforge.pmd.reporting.RuleViolation;
import net.sourceforge.pmd.util.AuxClasspathLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds likely mistakes in Java by the rules of {@code rules.xml}; only types of the JDK are resolved. */
@Component
class PmdChecker implements Checker {

  static final String NAME = "pmd";

  private static final int BATCH_SIZE = 250;

  /** Must be incremented whenever the findings change: {@code rules.xml}, the known types, or the exceptions in code. */
  private static final String RULES_VERSION = "12";

  /**
   * The class path for PMD: by default it includes Pawl's own libraries, and findings would depend on their versions.
   */
  static final String AUX_CLASSPATH =
      Path.of(Objects.requireNonNull(System.getProperty("java.home")), "lib", "jrt-fs.jar")
          .toString();

  /** The end of the version if the target has a linter of its own, which then covers style. */
  private static final String WITHOUT_STYLE = " without style";

  /** The priority from which a rule is about style. */
  private static final int STYLE_PRIORITY = 4;

  /** The lines at the start of a file among which generators state that they wrote it. */
  private static final int MAX_HEADER_LINES = 40;

  /** The usual statements of generators in a comment. */
  private static final Pattern GENERATED =
      Pattern.compile(
          "(?i)^\\W*((this|the following) (file|code|class|source code) (was|is) )?"
              + "(auto(matically)?[- ]?)?generated (by|from|with)\\b|^\\W*@[\\w.]*\\bgenerated\\b"
              + "|\\bdo not (edit|modify)\\b");

  /** The ways to suppress a violation in the code, by the name that PMD gives them. */
  private static final Map<String, String> SUPPRESSORS =
      Map.of("//NOPMD", "NOPMD", "@SuppressWarnings", "@SuppressWarnings");

  /** The processor time for one file: a thousand times the usual one. */
  private static final Duration FILE_LIMIT = Duration.ofMinutes(1);

  /**
   * The maximum nesting of calls. The time for generic and overloaded ones doubles with each level, as in compilers; code
   * of people has less than ten.
   */
  private static final int MAX_NESTED_CALLS = 9;

  private final PmdWatch watch;
  private final FindingsByTokens knownFindings;
  private @Nullable RuleSet rules;

  PmdChecker() {
    this(FILE_LIMIT, new FindingsByTokens());
  }

  PmdChecker(Duration fileLimit, FindingsByTokens knownFindings) {
    this.watch = new PmdWatch(fileLimit);
    this.knownFindings = knownFindings;
    // Otherwise each analysis scans all packages of the JDK again, which takes longer than the
    // analysis of a small target.
    AuxClasspathLoader.enableReuse(1);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return ToolDetection.builtIn(
        "%s rules %s jdk %d%s%s"
            .formatted(
                PMDVersion.VERSION,
                RULES_VERSION,
                Runtime.version().feature(),
                describe(replacedRules(workspace)),
                JavaLinters.areConfigured(workspace.folder()) ? WITHOUT_STYLE : ""));
  }

  /** Returns the names of the rules that the ruleset of the target contains too, with its own settings. */
  private static Set<String> replacedRules(Workspace workspace) {
    try {
      return PmdRulesetRules.read(PmdRulesetRules.config(workspace))
          .map(PmdRuleset::names)
          .orElse(Set.of());
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }

  private static String describe(Set<String> replaced) {
    return replaced.isEmpty() ? "" : " without " + PmdRuleset.digest(String.join(",", replaced));
  }

  @Override
  public List<Rule> rules() {
    var java = Objects.requireNonNull(LanguageRegistry.PMD.getLanguageById("java"));
    try (var analysis =
        PmdAnalysis.create(new PMDConfiguration(LanguageRegistry.singleton(java)))) {
      return rules(analysis).getRules().stream().map(this::describe).toList();
    }
  }

  private Rule describe(net.sourceforge.pmd.lang.rule.Rule rule) {
    boolean style = rule.getPriority().getPriority() >= STYLE_PRIORITY;
    String description = rule.getDescription().strip().replaceAll("\\n[ \\t]*", "\n");
    return Rule.of(
            name(), rule.getName(), style ? RuleSeverity.INFO : RuleSeverity.WARNING, description)
        .withDocumentation(rule.getExternalInfoUrl());
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("java");
  }

  @Override
  public Severity maxSeverity() {
    return Severity.WARNING;
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    int batchSize = Math.max(1, BATCH_SIZE / job.settings().share());
    int threads =
        job.settings().parallelism() == 0
            ? Runtime.getRuntime().availableProcessors()
            : job.settings().parallelism();
    var run =
        new Run(
            threads,
            !job.detection().version().endsWith(WITHOUT_STYLE),
            job.settings().usesCache());
    var findings = new ArrayList<Finding>();
    if (watch.isExhausted()) {
      throw new ToolUnusableException(
          "PMD has not ended on too many files; restart Pawl to stop these analyses");
    }
    for (int from = 0; from < sources.size(); from += batchSize) {
      requireNotInterrupted();
      findings.addAll(
          checkBatch(sources.subList(from, Math.min(from + batchSize, sources.size())), run));
    }
    Set<String> replaced = replacedRules(job.workspace());
    findings.removeIf(finding -> replaced.contains(finding.rule()));
    return findings;
  }

  /**
   * How the files of a check are analysed.
   *
   * @param threads the number of threads
   * @param style whether rules about style apply
   * @param cached whether results of an earlier analysis may be used
   */
  private record Run(int threads, boolean style, boolean cached) {}

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Splits a batch on which PMD fails into halves, so that only the files on which it fails are not checked. */
  private List<Finding> checkBatch(List<SourceFile> sources, Run run) throws InterruptedException {
    try {
      return analyse(sources, run);
    } catch (PmdFileTimeoutException e) {
      String path = e.file().getOriginalPath().substring(1);
      var findings = new ArrayList<Finding>();
      findings.add(FileFailure.notChecked(path, name(), String.valueOf(e.getMessage())));
      findings.addAll(
          checkBatch(sources.stream().filter(source -> !source.path().equals(path)).toList(), run));
      return findings;
    } catch (RuntimeException | Error e) {
      FileFailure.rethrowIfFatal(e);
      if (sources.size() == 1) {
        String path = sources.getFirst().path();
        return List.of(FileFailure.notChecked(path, name(), FileFailure.reason(e)));
      }
      int middle = sources.size() / 2;
      var findings = new ArrayList<>(checkBatch(sources.subList(0, middle), run));
      findings.addAll(checkBatch(sources.subList(middle, sources.size()), run));
      return findings;
    }
  }

  private List<Finding> analyse(List<SourceFile> sources, Run run) throws InterruptedException {
    var java = Objects.requireNonNull(LanguageRegistry.PMD.getLanguageById("java"));
    var configuration = new PMDConfiguration(LanguageRegistry.singleton(java));
    configuration.setIgnoreIncrementalAnalysis(true);
    configuration.setThreads(run.threads());
    configuration.setAuxClasspath(AUX_CLASSPATH);
    Map<FileId, String> paths = new HashMap<>();
    Map<FileId, Integer> lengths = new HashMap<>();
    Map<String, SourceFile> analysed = new LinkedHashMap<>();
    var findings = new ArrayList<Finding>();
    try (PmdAnalysis analysis = PmdAnalysis.create(configuration)) {
      analysis.addRuleSet(rules(analysis));
      for (SourceFile source : sources) {
        if (isGenerated(source)) {
          continue;
        }
        if (nestingOfCalls(source.text()) > MAX_NESTED_CALLS) {
          findings.add(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
          continue;
        }
        Optional<List<Finding>> known =
            run.cached() ? knownFindings.find(source, run.style()) : Optional.empty();
        if (known.isPresent()) {
          findings.addAll(judge(known.get(), source));
          continue;
        }
        FileId id = FileId.fromPathLikeString("/" + source.path());
        analysis.files().addFile(TextFile.forCharSeq(source.text(), id, java.getDefaultVersion()));
        paths.put(id, source.path());
        lengths.put(id, source.text().length());
        analysed.put(source.path(), source);
      }
      if (paths.isEmpty()) {
        return findings;
      }
      var listener = watch.new FileListener(lengths);
      analysis.addListener(listener);
      Report report = watch.perform(analysis::performAnalysisAndCollectReport, listener);
      // An analysis that is interrupted returns what it has found so far, which must not be kept.
      requireNotInterrupted();
      for (Report.ProcessingError error : report.getProcessingErrors()) {
        FileFailure.rethrowIfFatal(error.getError());
        FileId id = error.getFileId();
        String path = paths.getOrDefault(id, id.getOriginalPath());
        analysed.remove(path);
        findings.add(FileFailure.notChecked(path, name(), FileFailure.reason(error.getError())));
      }
      Map<String, List<Finding>> byFile = violations(report, paths, run.style());
      analysed.forEach((path, source) -> {
        List<Finding> ofFile = byFile.getOrDefault(path, List.of());
        knownFindings.add(source, run.style(), ofFile);
        findings.addAll(judge(ofFile, source));
      });
      return findings;
    }
  }

  private Map<String, List<Finding>> violations(
      Report report, Map<FileId, String> paths, boolean style) {
    return Stream.concat(
            report.getViolations().stream()
                .filter(violation -> style || priority(violation) < STYLE_PRIORITY)
                .map(violation -> finding(violation, paths)),
            report.getSuppressedViolations().stream()
                .filter(
                    suppressed -> style || priority(suppressed.getRuleViolation()) < STYLE_PRIORITY)
                .flatMap(suppressed -> suppressedFinding(suppressed, paths).stream()))
        .sorted(FindingsByTokens.REPORT_ORDER)
        .collect(Collectors.groupingBy(Finding::file));
  }

  /** Removes violations of a file that Pawl knows better, and makes those notes that are there on purpose. */
  private static List<Finding> judge(List<Finding> violations, SourceFile source) {
    if (violations.isEmpty()) {
      return violations;
    }
    var deliberate = new DeliberateCode(source);
    return RefutedFindings.removeFrom(violations, source).stream()
        .map(finding ->
            finding.severity() == Severity.WARNING && deliberate.explains(finding)
                ? finding.withSeverity(Severity.INFO)
                : finding)
        .toList();
  }

  /** Returns how many lists of arguments are open at the same time at most. */
  static int nestingOfCalls(String text) {
    var lexer = new Lexer(Language.JAVA, text);
    var open = new ArrayDeque<Boolean>();
    int nesting = 0;
    int max = 0;
    boolean afterName = false;
    while (lexer.next()) {
      char first = text.charAt(lexer.start());
      if (lexer.kind() == Lexer.Kind.COMMENT) {
        continue;
      }
      if (lexer.kind() == Lexer.Kind.SYMBOL && first == '(') {
        open.push(afterName);
        nesting += afterName ? 1 : 0;
        max = Math.max(max, nesting);
      } else if (lexer.kind() == Lexer.Kind.SYMBOL && first == ')' && !open.isEmpty()) {
        nesting -= open.pop() ? 1 : 0;
      }
      // The end of type arguments, and not an arrow.
      boolean typeEnds = first == '>' && !text.startsWith("-", lexer.start() - 1);
      afterName = lexer.kind() == Lexer.Kind.WORD || typeEnds;
    }
    return max;
  }

  /** Returns whether a generator wrote a file, so that nobody corrects it by hand. */
  static boolean isGenerated(SourceFile source) {
    return source.isGenerated()
        || source
            .text()
            .lines()
            .limit(MAX_HEADER_LINES)
            .anyMatch(line -> GENERATED.matcher(line).find());
  }

  /** Loads the rules once, which takes longer than the analysis of a small target; each analysis works on a copy. */
  private synchronized RuleSet rules(PmdAnalysis analysis) {
    if (rules == null) {
      rules = analysis.newRuleSetLoader().loadFromResource("dev/pawl/java/pmd-rules.xml");
    }
    return rules;
  }

  private static int priority(RuleViolation violation) {
    return violation.getRule().getPriority().getPriority();
  }

  /** Returns the finding that the code suppresses; empty if the rules of Pawl exclude it themselves. */
  private Optional<Finding> suppressedFinding(
      Report.SuppressedViolation suppressed, Map<FileId, String> paths) {
    String by = SUPPRESSORS.get(suppressed.getSuppressor().getId());
    if (by == null) {
      return Optional.empty();
    }
    String reason = suppressed.getUserMessage();
    return Optional.of(
        finding(suppressed.getRuleViolation(), paths)
            .withSuppression(
                new Suppression(by, reason == null || reason.isBlank() ? null : reason.strip())));
  }

  private Finding finding(RuleViolation violation, Map<FileId, String> paths) {
    FileId id = violation.getFileId();
    String path = paths.getOrDefault(id, id.getOriginalPath());
    // Tests do on purpose what would be a mistake elsewhere, such as to ignore an expected
    // exception.
    boolean warning = priority(violation) < STYLE_PRIORITY && !SourceFile.isTestSource(path);
    Severity severity = warning ? Severity.WARNING : Severity.INFO;
    return Finding.at(
            path,
            violation.getBeginLine(),
            violation.getBeginColumn(),
            severity,
            name(),
            violation.getRule().getName(),
            violation.getDescription())
        .withEnd(violation.getEndLine(), violation.getEndColumn());
  }
}

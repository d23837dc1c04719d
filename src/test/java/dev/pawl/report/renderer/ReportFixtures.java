package dev.pawl.report.renderer;

import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CheckCoverage;
import dev.pawl.command.Coverage.CleanupCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.ExtensionCount;
import dev.pawl.command.Coverage.FileGroup;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.Coverage.FormattingState;
import dev.pawl.command.Coverage.ToolUse;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.FindingState;
import dev.pawl.finding.FindingStates;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.finding.Resolution;
import dev.pawl.finding.ResolutionKind;
import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.recovery.FailureReport;
import dev.pawl.recovery.FailureType;
import dev.pawl.recovery.RecoveryStrategy;
import dev.pawl.recovery.StepStage;
import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.ReportSource;
import dev.pawl.snapshot.Comparison;
import dev.pawl.snapshot.Comparison.ComparedFile;
import dev.pawl.snapshot.Comparison.Hunk;
import dev.pawl.snapshot.Comparison.Row;
import dev.pawl.snapshot.FileChange.Kind;
import dev.pawl.target.Target;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.Publication;
import dev.pawl.workflow.StepStatus;
import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowLinks;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workflow.WorkflowView.AttemptView;
import dev.pawl.workflow.WorkflowView.PhaseView;
import dev.pawl.workflow.WorkflowView.StepView;
import dev.pawl.workflow.WorkflowView.VerdictView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import tools.jackson.databind.json.JsonMapper;

/** Creates workflows and report data for tests. */
public final class ReportFixtures {

  static final String ID = "quality_20260101_000000_abcdefgh";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private ReportFixtures() {}

  /** Messages with special characters of all formats, and a very long one. */
  static final List<String> MESSAGES =
      List.of(
          "plain",
          "\"quotes\" & <b>tags</b> 'here'",
          "two\nlines\r\nand\ttabs",
          "the end of CDATA: ]]> and of a comment: -->",
          "bell \u0007, escape \u001b[31m, delete \u007f, next line \u0085, no character \uFFFF",
          "an emoji \uD83D\uDE00 and a word \u65E5\u672C",
          "```\n| a | table | <script>alert(1)</script> @somebody #1 [link](http://x)",
          "::error::%0A100% sure, a:b,c",
          "",
          "long ".repeat(40_000));

  private static final List<String> FILES =
      List.of("A.java", "a b/100% c#d?.java", "emoji \uD83D\uDE00/x.java", "odd:name,`|`<i>.java");

  static Finding finding(int number) {
    String file = FILES.get(number % FILES.size()).replace(".java", "-" + number / 40 + ".java");
    return new Finding(
        file,
        number % 7,
        number % 5,
        number % 3,
        number % 7 + number % 2,
        number % 3 + number % 4,
        Severity.values()[number % 3],
        "tool" + number % 2,
        "Rule" + number % 11,
        MESSAGES.get(number % MESSAGES.size()),
        number % 13 == 0 ? "" : "fingerprint" + number);
  }

  /** Creates findings sorted by file, as verifications report them; more than 1000 have short messages only. */
  static ReportSource of(int findings) {
    if (findings > 1000) {
      return new TestReportSource(findings, number -> shortFinding(number));
    }
    var sorted =
        IntStream.range(0, findings)
            .mapToObj(ReportFixtures::finding)
            .sorted(Comparator.comparing(Finding::file))
            .toList();
    return new TestReportSource(findings, sorted::get);
  }

  private static Finding shortFinding(int number) {
    return new Finding(
        "src/main/java/example/File%05d.java".formatted(number / 30),
        number % 30 + 1,
        number % 30 + 1,
        1,
        number % 30 + 1,
        9,
        Severity.values()[number % 3],
        "pmd",
        "Rule" + number % 40,
        "The local variable number " + number + " is never read, and so it can be removed.",
        "%040x".formatted(number));
  }

  /** Returns a finding that is not new, and that neither the baseline nor a resolution accepts. */
  static ReportedFinding known(Finding finding) {
    return new ReportedFinding(finding, FindingState.KNOWN, false, null);
  }

  private static Optional<String> documentation(String rule) {
    return rule.endsWith("Rule1")
        ? Optional.of("https://rules.example.org/" + rule)
        : Optional.empty();
  }

  /** The report data of a fake workflow. */
  record TestReportSource(
      int count, IntFunction<Finding> findingFactory, List<VerdictView> gateVerdicts)
      implements ReportSource {

    TestReportSource(int count, IntFunction<Finding> findingFactory) {
      this(
          count,
          findingFactory,
          List.of(
              new VerdictView(
                  "errors <= 0 on all code: 3, failed",
                  false,
                  new Gate(Gate.Metric.ERRORS, Gate.Operator.AT_MOST, 0, Gate.Scope.ALL)),
              new VerdictView(
                  "files_changed >= 1 on all code: 9, passed",
                  true,
                  new Gate(Gate.Metric.FILES_CHANGED, Gate.Operator.AT_LEAST, 1, Gate.Scope.ALL))));
    }

    @Override
    public Iterable<ReportedFinding> findings() {
      return () ->
          new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
              return at < count;
            }

            @Override
            public ReportedFinding next() {
              return known(findingFactory.apply(at++));
            }
          };
    }

    @Override
    public FindingCounts counts() {
      Map<Severity, Long> counts = new EnumMap<>(Severity.class);
      long suppressed = 0;
      for (ReportedFinding reported : findings()) {
        if (reported.finding().isSuppressed()) {
          suppressed++;
        } else {
          counts.merge(reported.finding().severity(), 1L, Long::sum);
        }
      }
      return new FindingCounts(
          counts.getOrDefault(Severity.ERROR, 0L),
          counts.getOrDefault(Severity.WARNING, 0L),
          counts.getOrDefault(Severity.INFO, 0L),
          suppressed);
    }

    @Override
    public List<AttemptView> attempts(String step) {
      List<VerdictView> verdicts = step.equals("verify") ? gateVerdicts : List.of();
      return List.of(
          new AttemptView(
              1,
              StepStatus.COMPLETED,
              "node",
              1,
              START,
              START.plusSeconds(1),
              null,
              verdicts,
              null,
              List.of(),
              null));
    }

    @Override
    public List<EventView> events(int limit) {
      return List.of(
          new EventView(1, "workflow_submitted", START, "{\"target\": \"<script>\"}"),
          new EventView(2, "workflow_started", START, "{}"));
    }

    @Override
    public Comparison changes(Comparison.Limits limits) {
      var rows =
          List.of(
              new Row(1, "import java.util.List;", 0, "", true),
              new Row(2, "<script>alert(1)</script>", 1, "<script>alert(1)</script>", false),
              new Row(3, "int  x;\r", 2, "int x;", true));
      var changed =
          new ComparedFile(
              "src/A <b>.java", Kind.MODIFIED, null, 1, 2, List.of(new Hunk(rows)), false);
      var binary = new ComparedFile("logo.png", Kind.ADDED, "binary file", 0, 0, List.of(), true);
      return new Comparison(3, List.of(changed, binary).subList(0, Math.min(2, limits.files())));
    }

    @Override
    public Optional<byte[]> readFile(String path, boolean asSubmitted) {
      return path.startsWith("A") ? Optional.of("a\nb\n".getBytes()) : Optional.empty();
    }

    @Override
    public void writePatch(OutputStream out) throws IOException {
      out.write("diff --git a/a b/a\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The report data of a fake workflow with other verdicts of the step {@code verify}. */
  record ReportSourceWithVerdicts(
      ReportSource delegate, List<VerdictView> verdicts, Set<String> knownFingerprints)
      implements ReportSource {

    @Override
    public Iterable<ReportedFinding> findings() {
      return () ->
          StreamSupport.stream(delegate.findings().spliterator(), false)
              .map(ReportedFinding::finding)
              .map(finding ->
                  knownFingerprints.contains(finding.fingerprint())
                      ? known(finding)
                      : new ReportedFinding(finding, FindingState.NEW, false, null))
              .iterator();
    }

    @Override
    public FindingCounts counts() {
      return delegate.counts();
    }

    @Override
    public List<AttemptView> attempts(String step) {
      return List.of(
          new AttemptView(
              1,
              StepStatus.COMPLETED,
              "node",
              1,
              START,
              START.plusSeconds(1),
              null,
              step.equals("verify") ? verdicts : List.of(),
              null,
              List.of(),
              null));
    }

    @Override
    public List<EventView> events(int limit) {
      return delegate.events(limit);
    }

    @Override
    public Comparison changes(Comparison.Limits limits) throws IOException {
      return delegate.changes(limits);
    }

    @Override
    public Optional<byte[]> readFile(String path, boolean asSubmitted) throws IOException {
      return delegate.readFile(path, asSubmitted);
    }

    @Override
    public void writePatch(OutputStream out) throws IOException {
      delegate.writePatch(out);
    }
  }

  /** The report data of a fake workflow with findings in all states; its result changes the second line of each file. */
  record ReportSourceWithStates(
      ReportSource delegate, List<ReportedFinding> reported, List<Finding> fixedFindings)
      implements ReportSource {

    @Override
    public Iterable<ReportedFinding> findings() {
      return reported;
    }

    @Override
    public FindingStates states() {
      return new FindingStates(1, 1, 1, 1, fixedFindings.size());
    }

    @Override
    public List<Finding> fixed(int max) {
      return fixedFindings.subList(0, Math.min(max, fixedFindings.size()));
    }

    @Override
    public FindingCounts counts() {
      return new FindingCounts(0, reported.size(), 0, 0);
    }

    @Override
    public List<AttemptView> attempts(String step) {
      return List.of();
    }

    @Override
    public List<EventView> events(int limit) {
      return delegate.events(limit);
    }

    @Override
    public Comparison changes(Comparison.Limits limits) throws IOException {
      return delegate.changes(limits);
    }

    @Override
    public Optional<byte[]> readFile(String path, boolean asSubmitted) {
      String text = asSubmitted ? "one\ntwo\nthree\n" : "one\nTWO\nthree\n";
      return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void writePatch(OutputStream out) throws IOException {
      delegate.writePatch(out);
    }
  }

  /** Creates a report of a dry run with a new, a known, an accepted and a resolved finding, and a fixed one. */
  static Report reportWithStates() {
    var resolution =
        new Resolution(ResolutionKind.FALSE_POSITIVE, "read by reflection", START, "ann", null);
    var source =
        new ReportSourceWithStates(
            of(0),
            List.of(
                new ReportedFinding(at("New"), FindingState.NEW, false, null),
                new ReportedFinding(at("Known"), FindingState.KNOWN, false, null),
                new ReportedFinding(at("Accepted"), FindingState.KNOWN, true, null),
                new ReportedFinding(at("Resolved"), FindingState.KNOWN, false, resolution)),
            List.of(at("Fixed")));
    return new Report(workflow(WorkflowStatus.COMPLETED, true, Target.directory("/srv/a")), source);
  }

  private static Finding at(String name) {
    return Finding.at(name + ".java", 2, 1, Severity.WARNING, "tool0", "Rule1", "about " + name)
        .withFingerprint("%040x".formatted(name.length()));
  }

  /** Creates a workflow with three steps whose progress matches the given status. */
  static WorkflowView workflow(WorkflowStatus status, boolean dryRun, Target target) {
    boolean failed = status == WorkflowStatus.FAILED;
    StepStatus first = status == WorkflowStatus.QUEUED ? StepStatus.PENDING : StepStatus.COMPLETED;
    StepStatus second =
        switch (status) {
          case QUEUED -> StepStatus.PENDING;
          case RUNNING -> StepStatus.RUNNING;
          case FAILED -> StepStatus.FAILED;
          case CANCELLED -> StepStatus.CANCELLED;
          case AWAITING_DECISION, COMPLETED, ROLLED_BACK -> StepStatus.COMPLETED;
        };
    StepStatus third =
        switch (second) {
          case COMPLETED -> StepStatus.COMPLETED;
          case FAILED -> StepStatus.SKIPPED;
          default -> StepStatus.PENDING;
        };
    var steps =
        List.of(
            step("create_snapshot", "workspace/snapshot", first, 0, 400),
            step("verify", "quality/verify", second, 400, 61_000),
            step("publish", "publish/apply", third, 61_400, 2_000));
    return new WorkflowView(
        ID,
        "standard",
        target,
        null,
        null,
        status,
        status.isEnded() ? (failed ? EndedReason.GATE_FAILED : EndedReason.COMPLETED) : null,
        null,
        dryRun,
        5,
        Map.of(),
        null,
        "PT1H",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "a",
        "b",
        status == WorkflowStatus.COMPLETED && !dryRun ? new Publication(3, null, null, null) : null,
        false,
        false,
        false,
        false,
        null,
        null,
        List.of(),
        0,
        START,
        START,
        START.plusMillis(63_400),
        status.isEnded() ? START.plusMillis(63_400) : null,
        null,
        null,
        null,
        null,
        failed ? failure() : null,
        coverage(),
        0,
        2,
        List.of(),
        WorkflowLinks.of(ID),
        List.of(
            new PhaseView(
                "main",
                PhaseKind.SEQUENTIAL,
                null,
                second,
                START,
                null,
                START.plusMillis(63_400),
                steps)));
  }

  /** Creates the coverage of a language with a formatter, and of one that nothing asks to format. */
  static Coverage coverage() {
    return new Coverage(
        List.of(
            new CoveredLanguage(
                "java",
                12,
                new CheckCoverage(
                    9,
                    List.of(new ToolUse("java-syntax", "25", 9, null)),
                    2,
                    List.of(
                        new FileGroup("a template, not checked", 2, List.of("t/A.java")),
                        new FileGroup(
                            "not checked: <b>too deep</b>", 1, List.of("a|`/Deep.java")))),
                new FormatCoverage(
                    FormattingState.FORMATTED,
                    List.of(new ToolUse("google-java-format", "1.28.0", 8, "pom.xml (Spotless)")),
                    null,
                    null,
                    List.of(new FileGroup("excluded by pom.xml (Spotless)", 4, List.of("A.java")))),
                null),
            new CoveredLanguage(
                "python",
                3,
                null,
                new FormatCoverage(
                    FormattingState.NOT_FORMATTED,
                    List.of(),
                    "nothing in the target asks for it",
                    "format --with=black",
                    List.of()),
                new CleanupCoverage(List.of(), "no clean-up tool knows it"))),
        List.of(new FileGroup("only a pointer to git LFS", 1, List.of("model.json"))),
        7,
        List.of(new ExtensionCount("bin", 5), new ExtensionCount("", 2)));
  }

  private static StepView step(
      String name, String command, StepStatus status, long from, long millis) {
    boolean started = status != StepStatus.PENDING && status != StepStatus.SKIPPED;
    boolean ended = started && status != StepStatus.RUNNING;
    return new StepView(
        name,
        command,
        "",
        status,
        started ? 1 : 0,
        started ? START.plusMillis(from) : null,
        ended ? START.plusMillis(from + millis) : null,
        ended ? millis : null,
        ended ? "9 files checked, <b>all</b> good" : null,
        status == StepStatus.FAILED ? "gates failed: errors <= 0 on all code: 3, failed" : null,
        List.of(),
        null,
        null);
  }

  private static FailureReport failure() {
    return new FailureReport(
        START.plusSeconds(62),
        StepStage.QUALITY_GATES,
        FailureType.SYNTAX,
        "gates failed: errors <= 0 & more",
        null,
        List.of("src/A <b>.java"),
        "quality/verify",
        List.of("line one", "```", "\u001b[31mred <i>", "x".repeat(2000)),
        "node",
        1,
        "user",
        "/tmp/x",
        RecoveryStrategy.MANUAL_INTERVENTION,
        List.of("fix the reported findings"));
  }

  static Report report(WorkflowStatus status, int findings) {
    return new Report(workflow(status, false, Target.directory("/srv/<a>")), of(findings));
  }

  /** Creates a report without findings, whose verification has the given verdicts. */
  public static Report reportWithVerdicts(WorkflowStatus status, VerdictView... verdicts) {
    var source = new TestReportSource(0, ReportFixtures::finding, List.of(verdicts));
    return new Report(workflow(status, false, Target.directory("/srv/a")), source);
  }

  /** Returns all renderers, created without a Spring context. */
  public static List<Renderer> renderers() {
    JsonMapper mapper = JsonMapper.builder().build();
    var resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    var templates = new SpringTemplateEngine();
    templates.setTemplateResolver(resolver);
    return List.of(
        new TextRenderer(),
        new JsonRenderer(mapper),
        new HtmlRenderer(templates),
        new MarkdownRenderer(),
        new SarifRenderer(
            mapper,
            URI.create("https://pawl.example.org/"),
            ReportFixtures::documentation,
            "1.2.3"),
        new JunitRenderer(),
        new DiffRenderer(),
        new GitlabRenderer(mapper),
        new CheckstyleRenderer(),
        new GithubRenderer());
  }

  static Renderer renderer(ReportFormat format) {
    return renderers().stream()
        .filter(renderer -> renderer.format() == format)
        .findFirst()
        .orElseThrow();
  }

  static byte[] render(ReportFormat format, Report report) {
    try {
      var out = new ByteArrayOutputStream();
      renderer(format).render(report, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String renderText(ReportFormat format, Report report) {
    return new String(render(format, report), StandardCharsets.UTF_8);
  }
}

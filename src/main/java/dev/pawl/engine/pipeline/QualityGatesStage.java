package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.finding.FindingComparison;
import dev.pawl.finding.FindingService;
import dev.pawl.gate.Gate;
import dev.pawl.gate.GateEvaluator;
import dev.pawl.gate.GateEvaluator.Measurements;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.StepStage;
import dev.pawl.target.TargetConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Evaluates the quality gates of the request, the target and the workflow type. */
@Component
class QualityGatesStage implements PipelineStage {

  private final GateEvaluator gateEvaluator;
  private final FindingService findings;
  private final RepositoryConfiguration configuration;

  QualityGatesStage(
      GateEvaluator gateEvaluator, FindingService findings, RepositoryConfiguration configuration) {
    this.gateEvaluator = gateEvaluator;
    this.findings = findings;
    this.configuration = configuration;
  }

  @Override
  public StepStage stage() {
    return StepStage.QUALITY_GATES;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException {
    if (isFirstWithSnapshot(attempt)) {
      attempt.setOutcome(
          attempt.outcome().withWarnings(configuration.warnings(attempt.workspace().config())));
    }
    var gates = new ArrayList<>(attempt.step().gates());
    if (attempt.step().context().targetGates()) {
      TargetConfig config = attempt.workspace().config();
      Optional<String> rejection = configuration.gatesRejection(config);
      if (rejection.isPresent()) {
        return StageResult.failed(rejection.get());
      }
      gates.addAll(configuration.gates(config));
    }
    if (gates.isEmpty()) {
      return StageResult.passed("none");
    }
    boolean countsFiles =
        gates.stream().anyMatch(gate -> gate.metric() == Gate.Metric.FILES_CHANGED);
    int filesChanged = countsFiles ? attempt.workspace().differences().size() : 0;
    UUID workflow = attempt.activeClaim().claim().id();
    List<Finding> own = attempt.outcome().findings();
    List<Finding> before = findings.findBefore(workflow, attempt.step().step());
    // The merge base is recorded with the first step that ends.
    String base = attempt.workspace().scope().scope().describeComparison().orElse(null);
    FindingComparison comparison =
        findings.compare(workflow, attempt.step().step(), own, before, base, attempt.knownInBase());
    var counted =
        Stream.concat(before.stream(), own.stream())
            .filter(finding -> !comparison.isAccepted(finding.fingerprint()))
            .toList();
    var measurements =
        new Measurements(
            counted, comparison.known(), comparison.description(), filesChanged, metrics(attempt));
    List<Verdict> verdicts = gateEvaluator.evaluate(gates, measurements);
    attempt.setVerdicts(verdicts);
    var failed = verdicts.stream().filter(verdict -> !verdict.passed()).map(Verdict::text).toList();
    failed.forEach(text -> attempt.log().appendLine("Gate: " + text));
    return failed.isEmpty()
        ? StageResult.passed(String.join("; ", verdicts.stream().map(Verdict::text).toList()))
        : StageResult.failed("gates failed: " + String.join("; ", failed));
  }

  /** Returns whether the attempt was the first to read a repository, whose configuration was not known before. */
  private static boolean isFirstWithSnapshot(AttemptContext attempt) {
    return attempt.step().target().git() != null
        && attempt.step().snapshot() == null
        && attempt.workspace().snapshotTree().isPresent();
  }

  /** Returns the metrics of all steps so far; a later value replaces an earlier one. */
  private static SortedMap<String, Long> metrics(AttemptContext attempt) {
    var all = new TreeMap<String, Long>();
    for (CommandResult outcome : attempt.step().previousOutcomes().values()) {
      all.putAll(outcome.metrics());
    }
    all.putAll(attempt.outcome().metrics());
    return all;
  }
}

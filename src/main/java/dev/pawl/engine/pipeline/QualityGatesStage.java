package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.gate.Gate;
import dev.pawl.gate.GateEvaluator;
import dev.pawl.gate.GateEvaluator.Measurements;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.recovery.StepStage;
import dev.pawl.target.TargetConfig;
import dev.pawl.workflow.FindingService;
import dev.pawl.workflow.FindingService.ReferenceFindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    Claim claim = attempt.activeClaim().claim();
    var counted = new ArrayList<Finding>(findings.findBefore(claim, attempt.step().step()));
    counted.addAll(attempt.outcome().findings());
    Optional<String> base = attempt.workspace().scope().scope().describeComparison();
    ReferenceFindings reference = findings.findReference(claim, attempt.step().step());
    var known = new HashSet<>(reference.fingerprints());
    if (attempt.knownInBase() != null) {
      known.addAll(attempt.knownInBase());
    }
    if (base.isEmpty() && findings.isFirstRun(claim, attempt.step().step())) {
      known.addAll(submittedFingerprints(attempt));
    }
    // The merge base is recorded with the first step that ends.
    String description =
        base.map(comparison -> "the base " + comparison).orElse(reference.description());
    var measurements =
        new Measurements(counted, known, description, filesChanged, metrics(attempt));
    List<Verdict> verdicts = gateEvaluator.evaluate(gates, measurements);
    attempt.setVerdicts(verdicts);
    var failed = verdicts.stream().filter(verdict -> !verdict.passed()).map(Verdict::text).toList();
    failed.forEach(text -> attempt.log().appendLine("Gate: " + text));
    return failed.isEmpty()
        ? StageResult.passed(String.join("; ", verdicts.stream().map(Verdict::text).toList()))
        : StageResult.failed("gates failed: " + String.join("; ", failed));
  }

  /**
   * Returns the fingerprints of the findings of this step that the submitted files had. If no earlier step has run the
   * same command, they are the findings with which gates on new code compare, in every type of workflow without a base.
   */
  private static Set<String> submittedFingerprints(AttemptContext attempt) {
    return attempt.outcome().findings().stream()
        .filter(finding -> !finding.isSuppressed())
        .filter(finding -> finding.submittedLine() > 0 || finding.line() == 0)
        .map(Finding::fingerprint)
        .collect(Collectors.toSet());
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

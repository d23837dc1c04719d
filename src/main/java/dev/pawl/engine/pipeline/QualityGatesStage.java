package dev.pawl.engine.pipeline;

import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.gate.Gate;
import dev.pawl.gate.GateEvaluator;
import dev.pawl.gate.GateEvaluator.Measurements;
import dev.pawl.gate.Verdict;
import dev.pawl.lock.Claim;
import dev.pawl.recovery.StepStage;
import dev.pawl.workflow.FindingService;
import dev.pawl.workflow.FindingService.ReferenceFindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Evaluates the quality gates of the request, the target and the workflow type. */
@Component
class QualityGatesStage implements PipelineStage {

  private final GateEvaluator gateEvaluator;
  private final FindingService findings;

  QualityGatesStage(GateEvaluator gateEvaluator, FindingService findings) {
    this.gateEvaluator = gateEvaluator;
    this.findings = findings;
  }

  @Override
  public StepStage stage() {
    return StepStage.QUALITY_GATES;
  }

  @Override
  public StageResult execute(AttemptContext attempt) throws IOException {
    List<Gate> gates = attempt.step().gates();
    if (gates.isEmpty()) {
      return StageResult.passed("none");
    }
    boolean countsFiles =
        gates.stream().anyMatch(gate -> gate.metric() == Gate.Metric.FILES_CHANGED);
    int filesChanged = countsFiles ? attempt.workspace().differences().size() : 0;
    Claim claim = attempt.activeClaim().claim();
    var counted = new ArrayList<Finding>(findings.findBefore(claim, attempt.step().step()));
    counted.addAll(attempt.outcome().findings());
    ReferenceFindings reference = findings.findReference(claim, attempt.step().step());
    var known = new HashSet<>(reference.fingerprints());
    if (attempt.knownInBase() != null) {
      known.addAll(attempt.knownInBase());
    }
    var measurements =
        new Measurements(
            counted, known, description(reference, attempt), filesChanged, metrics(attempt));
    List<Verdict> verdicts = gateEvaluator.evaluate(gates, measurements);
    attempt.setVerdicts(verdicts);
    var failed = verdicts.stream().filter(verdict -> !verdict.passed()).map(Verdict::text).toList();
    failed.forEach(text -> attempt.log().appendLine("Gate: " + text));
    return failed.isEmpty()
        ? StageResult.passed(String.join("; ", verdicts.stream().map(Verdict::text).toList()))
        : StageResult.failed("gates failed: " + String.join("; ", failed));
  }

  /** Returns the state to compare with; the merge base is recorded with the first step that ends. */
  private static String description(ReferenceFindings reference, AttemptContext attempt)
      throws IOException {
    return attempt
        .workspace()
        .scope()
        .scope()
        .describeComparison()
        .map(comparison -> "the base " + comparison)
        .orElse(reference.description());
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

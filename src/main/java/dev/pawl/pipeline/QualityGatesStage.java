package dev.pawl.pipeline;

import dev.pawl.command.Outcome;
import dev.pawl.gate.Gate;
import dev.pawl.gate.Gates;
import dev.pawl.gate.Gates.Measured;
import dev.pawl.gate.Verdict;
import dev.pawl.recovery.Stage;
import dev.pawl.workflow.WorkQueue;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Evaluates the quality gates of the request, the target and the workflow type. */
@Component
class QualityGatesStage implements StageCheck {

  private final Gates gates;
  private final WorkQueue queue;

  QualityGatesStage(Gates gates, WorkQueue queue) {
    this.gates = gates;
    this.queue = queue;
  }

  @Override
  public Stage stage() {
    return Stage.QUALITY_GATES;
  }

  @Override
  public Checked check(Passage attempt) throws IOException {
    List<Gate> wanted = attempt.step().gates();
    if (wanted.isEmpty()) {
      return Checked.passed("none");
    }
    boolean counted = wanted.stream().anyMatch(gate -> gate.metric() == Gate.Metric.FILES_CHANGED);
    int changed = counted ? attempt.workspace().differences().size() : 0;
    var known = queue.knownFindings(attempt.held().claim(), attempt.step().step());
    var measured = new Measured(attempt.outcome().findings(), known, changed, metrics(attempt));
    List<Verdict> verdicts = gates.judge(wanted, measured);
    attempt.judged(verdicts);
    var failed = verdicts.stream().filter(verdict -> !verdict.passed()).map(Verdict::text).toList();
    failed.forEach(text -> attempt.log().line("Gate: " + text));
    return failed.isEmpty()
        ? Checked.passed(String.join("; ", verdicts.stream().map(Verdict::text).toList()))
        : Checked.failed("gates failed: " + String.join("; ", failed));
  }

  /** Returns the metrics of all steps so far; a later value replaces an earlier one. */
  private static SortedMap<String, Long> metrics(Passage attempt) {
    var all = new TreeMap<String, Long>();
    for (Outcome outcome : attempt.step().previous().values()) {
      all.putAll(outcome.metrics());
    }
    all.putAll(attempt.outcome().metrics());
    return all;
  }
}

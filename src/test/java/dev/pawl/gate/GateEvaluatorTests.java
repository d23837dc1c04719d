package dev.pawl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.gate.Gate.Metric;
import dev.pawl.gate.Gate.Operator;
import dev.pawl.gate.Gate.Scope;
import dev.pawl.gate.GateEvaluator.Measurements;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateEvaluatorTests {

  private static final Measurements MEASUREMENTS =
      new Measurements(
          List.of(
              finding(Severity.ERROR, "old"),
              finding(Severity.ERROR, "fresh"),
              finding(Severity.WARNING, "fresh too"),
              finding(Severity.INFO, "note")),
          Set.of("old", "note"),
          "the base main",
          7,
          new TreeMap<>(Map.of("max_complexity", 12L)));

  private final GateEvaluator evaluator = new GateEvaluator();

  private static Finding finding(Severity severity, String fingerprint) {
    return new Finding("A.java", 1, 1, 1, 1, 1, severity, "tool", "rule", "message", fingerprint);
  }

  @ParameterizedTest
  @CsvSource({
    "NEW_FINDINGS, ALL, 2",
    "MAX_COMPLEXITY, ALL, 12",
    "COMPLEXITY_LIMIT, ALL, 12",
    "ERRORS, ALL, 2",
    "ERRORS, NEW, 1",
    "WARNINGS, ALL, 1",
    "WARNINGS, NEW, 1",
    "FINDINGS, ALL, 4",
    "FINDINGS, NEW, 2",
    "FILES_CHANGED, ALL, 7",
  })
  void evaluatesMetric(Metric metric, Scope scope, long value) {
    assertThat(evaluate(new Gate(metric, Operator.EQUAL, value, scope)))
        .returns(value, Verdict::value)
        .returns(true, Verdict::passed);
  }

  @Test
  void failsForUnmeasuredMetric() {
    Verdict verdict = evaluate(new Gate(Metric.MAX_FILE_LINES, Operator.AT_LEAST, -5, Scope.ALL));

    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.text()).endsWith("not measured, failed");
  }

  @ParameterizedTest
  @CsvSource({
    "<=, 7, true", "<=, 6, false",
    "<, 8, true", "<, 7, false",
    ">=, 7, true", ">=, 8, false",
    ">, 6, true", ">, 7, false",
    "==, 7, true", "==, 8, false",
  })
  void comparesOnBothSidesOfTheThreshold(String operator, long threshold, boolean passed) {
    var gate = new Gate(Metric.FILES_CHANGED, Operator.of(operator), threshold, Scope.ALL);

    assertThat(evaluate(gate).passed()).isEqualTo(passed);
  }

  @Test
  void evaluatesAllGatesInOrder() {
    var first = new Gate(Metric.ERRORS, Operator.AT_MOST, 0, Scope.ALL);
    var second = new Gate(Metric.WARNINGS, Operator.AT_MOST, 9, Scope.ALL);

    assertThat(evaluator.evaluate(List.of(first, second), MEASUREMENTS))
        .extracting(Verdict::text)
        .containsExactly(
            "errors <= 0 on all code: 2, failed", "warnings <= 9 on all code: 1, passed");
  }

  private Verdict evaluate(Gate gate) {
    return evaluator.evaluate(List.of(gate), MEASUREMENTS).getFirst();
  }

  @Test
  void statesWhatNewFindingsAreComparedWith() {
    assertThat(evaluate(new Gate(Metric.ERRORS, Operator.AT_MOST, 1, Scope.NEW)).text())
        .isEqualTo("errors <= 1 on new code (compared with the base main): 1, passed");
    assertThat(evaluate(new Gate(Metric.NEW_FINDINGS, Operator.AT_MOST, 1, Scope.ALL)).text())
        .contains("(compared with the base main): 2, failed");
    assertThat(evaluate(new Gate(Metric.ERRORS, Operator.AT_MOST, 2, Scope.ALL)).text())
        .isEqualTo("errors <= 2 on all code: 2, passed");
  }

  @ParameterizedTest
  @CsvSource({"syntax, 0", "not-checked, 0", "template, 0", "crashed, 0", "todo, 1"})
  void doesNotCountNotesAboutFilesThatCouldNotBeExamined(String rule, long value) {
    var note = Finding.at("a.c", 1, 0, Severity.INFO, "tool", rule, "message");
    var measurements =
        new Measurements(List.of(note), Set.of(), "the base main", 0, new TreeMap<>());

    for (Metric metric : List.of(Metric.FINDINGS, Metric.NEW_FINDINGS)) {
      assertThat(
              evaluator.evaluate(
                  List.of(new Gate(metric, Operator.EQUAL, value, Scope.ALL)), measurements))
          .allMatch(Verdict::passed);
    }
  }
}

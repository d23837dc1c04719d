package dev.pawl.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A condition on a metric, such as {@code errors <= 0 on new code}.
 *
 * @param threshold the value that the measured value is compared with
 */
public record Gate(Metric metric, Operator operator, long threshold, Scope on) {

  /** The metric of a gate. */
  @Schema(name = "GateMetric")
  public enum Metric {
    ERRORS,
    WARNINGS,
    FINDINGS,
    /** Findings that are new, whatever the scope of the gate. */
    NEW_FINDINGS,
    FILES_CHANGED,
    DUPLICATED_LINES_PERCENT("quality/dedupe", "quality/dedupe_advanced"),
    MAX_COMPLEXITY("quality/analyze"),
    /** An alias of {@code max_complexity}, after the name of the threshold. */
    COMPLEXITY_LIMIT("quality/analyze"),
    MAX_FILE_LINES("quality/analyze"),
    MAX_FUNCTION_LINES("quality/analyze"),
    /** 1 if a command of the family {@code test} has passed. */
    TESTS;

    private final List<String> measuredBy;

    Metric(String... commands) {
      measuredBy = List.of(commands);
    }

    /** Returns the commands that measure the metric; empty if the command of the gate measures it. */
    public List<String> measuredBy() {
      return measuredBy;
    }

    /** Returns the name of the metric in the results of the command. */
    String metricName() {
      return this == COMPLEXITY_LIMIT ? MAX_COMPLEXITY.value() : value();
    }

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whether a gate counts all findings, or only new ones: those that the base of the scope did not have, or without a base
   * the snapshot.
   */
  @Schema(name = "GateScope")
  public enum Scope {
    ALL,
    NEW;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The comparison of the measured value with the threshold. */
  @Schema(name = "GateOperator")
  public enum Operator {
    AT_MOST("<="),
    LESS_THAN("<"),
    AT_LEAST(">="),
    MORE_THAN(">"),
    EQUAL("==");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    @JsonValue
    String symbol() {
      return symbol;
    }

    @JsonCreator
    static Operator of(String symbol) {
      return Arrays.stream(values())
          .filter(operator -> operator.symbol.equals(symbol))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("is not one of <=, <, >=, > and =="));
    }

    boolean holds(long value, long threshold) {
      return switch (this) {
        case AT_MOST -> value <= threshold;
        case LESS_THAN -> value < threshold;
        case AT_LEAST -> value >= threshold;
        case MORE_THAN -> value > threshold;
        case EQUAL -> value == threshold;
      };
    }
  }

  /** Returns whether the gate counts only findings that are new. */
  boolean countsNewFindings() {
    return switch (metric) {
      case ERRORS, WARNINGS, FINDINGS -> on == Scope.NEW;
      case NEW_FINDINGS -> true;
      default -> false;
    };
  }

  /** Returns the condition as text, such as {@code errors <= 0 on all code}. */
  public String text() {
    return "%s %s %d on %s code"
        .formatted(metric.value(), operator.symbol(), threshold, on.value());
  }
}

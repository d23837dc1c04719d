package dev.pawl.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A condition over what was measured, such as {@code errors <= 0 on new code} (2-behaviour, 4.4).
 *
 * @param threshold what the measured value is compared with
 */
public record Gate(Metric metric, Operator operator, long threshold, Scope on) {

  /** What is measured. */
  public enum Metric {
    ERRORS,
    WARNINGS,
    FINDINGS,
    /** Findings that the snapshot did not have, whatever the gate is on. */
    NEW_FINDINGS,
    FILES_CHANGED,
    DUPLICATED_LINES_PERCENT("quality/dedupe"),
    MAX_COMPLEXITY("quality/analyze"),
    /** The same as {@link #MAX_COMPLEXITY}, by the name of the threshold. */
    COMPLEXITY_LIMIT("quality/analyze"),
    MAX_FILE_LINES("quality/analyze"),
    MAX_FUNCTION_LINES("quality/analyze"),
    /** Whether a command of the family {@code test} has passed: 1 when one has. */
    TESTS;

    private final Optional<String> measuredBy;

    Metric() {
      measuredBy = Optional.empty();
    }

    Metric(String command) {
      measuredBy = Optional.of(command);
    }

    /** The command that measures it, if that is not the one that the gate is for. */
    public Optional<String> measuredBy() {
      return measuredBy;
    }

    /** What that command calls it. */
    String count() {
      return this == COMPLEXITY_LIMIT ? MAX_COMPLEXITY.json() : json();
    }

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** On all code, or only on what the snapshot did not have. */
  public enum Scope {
    ALL,
    NEW;

    @JsonValue
    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the value is compared with the threshold. */
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

  /** The condition in words, such as {@code errors <= 0 on all code}. */
  public String text() {
    return "%s %s %d on %s code".formatted(metric.json(), operator.symbol(), threshold, on.json());
  }
}

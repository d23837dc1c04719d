package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The stages of an attempt of a step, in this order. */
@Schema(name = "StepStage")
public enum StepStage {
  /** Resolves the command and checks the circuit breaker of its tool. */
  RESOLUTION,
  /** Checks the metadata of the command. */
  METADATA,
  /** Checks the complexity of the command. */
  TRIAGE,
  /** Checks that the dependencies are satisfied. */
  DEPENDENCIES,
  /** Checks the preconditions of a safe run. */
  PRE_GATES,
  /** Acquires an agent slot for each role. */
  AGENTS,
  /** Runs the command. */
  EXECUTION,
  /** Validates the effects of the command. */
  VALIDATION,
  /** Evaluates the quality gates of the request, the target and the workflow type. */
  QUALITY_GATES,
  /** Stores the resulting state. */
  PERSISTENCE;

  /** Returns the value in the API, such as {@code pre_gates}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.pawl.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an attempt at a step goes through, in this order (2-behaviour, 4). */
public enum Stage {
  /** Which command it is, and whether its tool may be used. */
  RESOLUTION,
  /** What the command says of itself. */
  METADATA,
  /** What it costs. */
  TRIAGE,
  /** Whether what has to come before it has come. */
  DEPENDENCIES,
  /** Whether it is safe to run. */
  PRE_GATES,
  /** A slot for each role. */
  AGENTS,
  /** The command itself. */
  EXECUTION,
  /** Whether it did what it says, and nothing else. */
  VALIDATION,
  /** The gates of the request and of the target. */
  QUALITY_GATES,
  /** The state that is kept. */
  PERSISTENCE;

  /** The word of the API, such as {@code pre_gates}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

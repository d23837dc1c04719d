package dev.pawl.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The decision about a finding that remains. */
@Schema(name = "ResolutionKind")
public enum ResolutionKind {
  /** The tool is wrong. */
  FALSE_POSITIVE,
  /** The finding is right, and its risk is accepted. */
  ACCEPTED,
  /** The finding is right, and the code stays as it is. */
  WONT_FIX;

  /** Returns the API value, such as {@code wont_fix}. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}

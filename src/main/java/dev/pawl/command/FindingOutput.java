package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way in which the output of the programs of a command file becomes findings.
 *
 * @param format the format of the output
 * @param pattern the regular expression that finds a finding in a line of the output; absent for {@code sarif}
 * @param tool the tool that the findings belong to; their rules are named after it
 * @param exitCodes the exit codes of programs that have run without an error; if empty, 0, and 1 together with a finding
 */
@Schema(name = "FindingOutput")
public record FindingOutput(
    Format format, @Nullable String pattern, String tool, List<Integer> exitCodes) {

  /** The formats of output. */
  @Schema(name = "FindingFormat")
  public enum Format {
    /** A log in the format SARIF 2.1.0. */
    SARIF,
    /** Lines, of which those that match a pattern are findings. */
    PATTERN;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns whether a program has run without an error. */
  public boolean isSuccess(int exitCode, boolean hasFindings) {
    return exitCodes.isEmpty()
        ? exitCode == 0 || exitCode == 1 && hasFindings
        : exitCodes.contains(exitCode);
  }
}

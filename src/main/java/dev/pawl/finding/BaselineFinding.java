package dev.pawl.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.command.Severity;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An accepted finding.
 *
 * @param file the path relative to the target
 * @param line the line when the finding was accepted, for readers; 0 or absent for the whole file
 * @param severity the severity when the finding was accepted, for readers
 * @param tool the tool that reported it
 * @param rule the tool's name of the rule
 * @param message the message of the tool, for readers
 * @param fingerprint the fingerprint, by which later findings are compared
 */
@Schema(name = "BaselineFinding")
@JsonInclude(JsonInclude.Include.NON_NULL)
record BaselineFinding(
    String file,
    @Nullable Integer line,
    @Nullable Severity severity,
    String tool,
    String rule,
    @Nullable String message,
    String fingerprint) {

  /** The order in files, which gives small differences when findings are added or removed. */
  static final Comparator<BaselineFinding> ORDER =
      Comparator.comparing(BaselineFinding::file)
          .thenComparing(BaselineFinding::tool)
          .thenComparing(BaselineFinding::rule)
          .thenComparing(BaselineFinding::fingerprint);
}

package dev.pawl.report;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.MediaType;

/** The formats of a report. If the client accepts two formats equally, the one declared first is used. */
@Schema(name = "ReportFormat")
public enum ReportFormat {
  TEXT("text/plain", "report.text", true),
  JSON("application/json", "report.json", true),
  HTML("text/html", "report.html", true),
  MARKDOWN("text/markdown", "report.md", true),
  SARIF("application/sarif+json", "report.sarif", true),
  JUNIT("application/xml", "report.junit.xml", true),
  DIFF("text/x-diff", "report.diff", true),
  // These share a media type with a format above and can only be selected by name.
  GITLAB("application/json", "report.gitlab.json", false),
  CHECKSTYLE("application/xml", "report.checkstyle.xml", false),
  GITHUB("text/plain", "report.github.txt", false);

  private final MediaType mediaType;
  private final String fileName;
  private final boolean negotiable;

  ReportFormat(String mediaType, String fileName, boolean negotiable) {
    this.mediaType = MediaType.parseMediaType(mediaType);
    this.fileName = fileName;
    this.negotiable = negotiable;
  }

  /** Returns the value of the {@code format} parameter. */
  @JsonValue
  String parameterValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  MediaType mediaType() {
    return mediaType;
  }

  /** Returns the file name of a report in this format. */
  String fileName() {
    return fileName;
  }

  /** Returns the values of all formats in alphabetical order. */
  static List<String> parameterValues() {
    return Arrays.stream(values()).map(ReportFormat::parameterValue).sorted().toList();
  }

  static Optional<ReportFormat> fromParameter(String value) {
    return Arrays.stream(values())
        .filter(format -> format.parameterValue().equals(value))
        .findFirst();
  }

  /** Returns the first matching format in the client's order of preference; text if it states none. */
  static Optional<ReportFormat> fromAccept(List<MediaType> acceptedTypes) {
    if (acceptedTypes.isEmpty()) {
      return Optional.of(TEXT);
    }
    return acceptedTypes.stream()
        .flatMap(acceptedType ->
            Arrays.stream(values())
                .filter(format -> format.negotiable && acceptedType.includes(format.mediaType)))
        .findFirst();
  }
}

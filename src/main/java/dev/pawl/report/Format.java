package dev.pawl.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.MediaType;

/** The formats of a report. If the client accepts two formats equally, the one declared first is used. */
enum Format {
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
  private final String file;
  private final boolean byAccept;

  Format(String mediaType, String file, boolean byAccept) {
    this.mediaType = MediaType.parseMediaType(mediaType);
    this.file = file;
    this.byAccept = byAccept;
  }

  /** Returns the value of the {@code format} parameter. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  MediaType mediaType() {
    return mediaType;
  }

  /** Returns the file name of a report in this format. */
  String file() {
    return file;
  }

  /** Returns the values of all formats in alphabetical order. */
  static List<String> words() {
    return Arrays.stream(values()).map(Format::word).sorted().toList();
  }

  static Optional<Format> byName(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** Returns the first matching format in the client's order of preference; text if it states none. */
  static Optional<Format> byAccept(List<MediaType> wishes) {
    if (wishes.isEmpty()) {
      return Optional.of(TEXT);
    }
    return wishes.stream()
        .flatMap(wish ->
            Arrays.stream(values())
                .filter(format -> format.byAccept && wish.includes(format.mediaType)))
        .findFirst();
  }
}

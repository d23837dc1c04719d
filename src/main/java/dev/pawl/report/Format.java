package dev.pawl.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.MediaType;

/** The formats of the report; of two that somebody accepts equally, the earlier one is taken. */
enum Format {
  TEXT("text/plain", "report.text", true),
  JSON("application/json", "report.json", true),
  HTML("text/html", "report.html", true),
  MARKDOWN("text/markdown", "report.md", true),
  SARIF("application/sarif+json", "report.sarif", true),
  JUNIT("application/xml", "report.junit.xml", true),
  DIFF("text/x-diff", "report.diff", true),
  // These share a media type with one above, and so come only by name.
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

  /** Its name in {@code format=}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  MediaType mediaType() {
    return mediaType;
  }

  /** What a file that holds it is called. */
  String file() {
    return file;
  }

  /** All names, in the order of the alphabet. */
  static List<String> words() {
    return Arrays.stream(values()).map(Format::word).sorted().toList();
  }

  static Optional<Format> byName(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** The first format that somebody accepts, in the order of their wish. */
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

package dev.pawl.builtin.analysis;

import dev.pawl.language.Language;

/** The total metrics of the files of one language. */
record LanguageMetrics(Language language, int files, LineCounter lines, long bytes) {

  LanguageMetrics plus(LanguageMetrics other) {
    return new LanguageMetrics(
        language, files + other.files, lines.plus(other.lines), bytes + other.bytes);
  }

  /** Returns the form for programs, such as {@code java 120 files 15000 lines}. */
  String summary() {
    return "%s %d files %d lines".formatted(language.key(), files, lines.total());
  }

  /** Returns the form for people, with all line counts and the size in bytes. */
  String details() {
    return "%s (%d code, %d comment, %d blank), %d bytes"
        .formatted(summary(), lines.code(), lines.comment(), lines.blank(), bytes);
  }
}

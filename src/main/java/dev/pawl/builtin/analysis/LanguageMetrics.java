package dev.pawl.builtin.analysis;

import dev.pawl.command.Quantity;
import dev.pawl.language.Language;

/** The total metrics of the files of one language. */
record LanguageMetrics(Language language, int files, LineCounter lines, long bytes) {

  LanguageMetrics plus(LanguageMetrics other) {
    return new LanguageMetrics(
        language, files + other.files, lines.plus(other.lines), bytes + other.bytes);
  }

  /** Returns the form for programs, such as {@code java 120 files 15000 lines}. */
  String summary() {
    return "%s %s %s"
        .formatted(language.key(), Quantity.of(files, "file"), Quantity.of(lines.total(), "line"));
  }

  /** Returns the form for people, with all line counts and the size in bytes. */
  String details() {
    return "%s (%d code, %d comment, %d blank), %s"
        .formatted(
            summary(), lines.code(), lines.comment(), lines.blank(), Quantity.of(bytes, "byte"));
  }
}

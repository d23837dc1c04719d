package dev.pawl.tool.analysis;

import dev.pawl.workspace.Language;

/** The total metrics of the files of one language. */
record Share(Language language, int files, LineCount lines, long bytes) {

  Share plus(Share other) {
    return new Share(language, files + other.files, lines.plus(other.lines), bytes + other.bytes);
  }

  /** Returns the form for programs, such as {@code java 120 files 15000 lines}. */
  String text() {
    return "%s %d files %d lines".formatted(language.key(), files, lines.total());
  }

  /** Returns the form for people, with all line counts and the size in bytes. */
  String detail() {
    return "%s (%d code, %d comment, %d blank), %d bytes"
        .formatted(text(), lines.code(), lines.comment(), lines.blank(), bytes);
  }
}

package dev.pawl.tool.analysis;

import dev.pawl.workspace.Language;

/** The files of one language together. */
record Share(Language language, int files, LineCount lines, long bytes) {

  Share plus(Share other) {
    return new Share(language, files + other.files, lines.plus(other.lines), bytes + other.bytes);
  }

  /** What programs read: {@code java 120 files 15000 lines}. */
  String text() {
    return "%s %d files %d lines".formatted(language.key(), files, lines.total());
  }

  /** What people read. */
  String detail() {
    return "%s (%d code, %d comment, %d blank), %d bytes"
        .formatted(text(), lines.code(), lines.comment(), lines.blank(), bytes);
  }
}

package dev.pawl.externaltool;

import dev.pawl.tool.SourceFile;
import java.util.Comparator;
import java.util.List;

/**
 * A fix that a linter proposes for a file and declares as safe.
 *
 * @param line the line of the problem
 * @param edits the replacements, without overlaps
 */
record ProposedFix(String rule, String message, int line, List<Edit> edits) {

  /** The replacement of a range of the text. */
  record Edit(int start, int end, String replacement) {}

  int start() {
    return edits.stream().mapToInt(Edit::start).min().orElse(0);
  }

  int end() {
    return edits.stream().mapToInt(Edit::end).max().orElse(0);
  }

  /** Returns whether the edits are in the text and do not overlap. */
  boolean fits(SourceFile source) {
    int end = 0;
    for (Edit edit : sortedEdits()) {
      if (edit.start() < end || edit.end() < edit.start()) {
        return false;
      }
      end = edit.end();
    }
    return !edits.isEmpty() && end <= source.text().length();
  }

  /** Returns whether the ranges of two fixes have a character in common, or begin at the same place. */
  boolean overlaps(ProposedFix other) {
    return start() == other.start() || start() < other.end() && other.start() < end();
  }

  private List<Edit> sortedEdits() {
    return edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList();
  }

  /** Returns a file with fixes that do not overlap, in the order of their positions. */
  static SourceFile apply(SourceFile source, List<ProposedFix> fixes) {
    var result = new StringBuilder();
    int from = 0;
    for (ProposedFix fix : fixes) {
      for (Edit edit : fix.sortedEdits()) {
        result.append(source.text(), from, edit.start()).append(edit.replacement());
        from = edit.end();
      }
    }
    return source.withText(result.append(source.text().substring(from)).toString());
  }
}

package dev.pawl.report;

import dev.pawl.command.Finding;

/**
 * Where a finding is in the file that the reader has.
 *
 * @param line from 1; 0 when it is about the whole file
 * @param column from 1; 0 when it is not known
 * @param endLine the last line
 * @param endColumn the column after the last character; 0 when it is not known
 */
record Place(int line, int column, int endLine, int endColumn) {

  /** On another line than the tool has seen, the columns may be others too, and are left out. */
  static Place of(Finding finding, int line) {
    if (line == 0) {
      return new Place(0, 0, 0, 0);
    }
    boolean moved = line != finding.line();
    int endLine = line + Math.max(0, finding.endLine() - finding.line());
    int column = moved ? 0 : finding.column();
    boolean ends = column > 0 && (endLine > line || finding.endColumn() > column);
    return new Place(line, column, endLine, ends ? finding.endColumn() : 0);
  }

  /** The line for formats that must have one. */
  int someLine() {
    return Math.max(1, line);
  }
}

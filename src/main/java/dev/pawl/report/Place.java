package dev.pawl.report;

import dev.pawl.command.Finding;

/**
 * The position of a finding in the reader's version of the file.
 *
 * @param line the first line, from 1; 0 for the whole file
 * @param column the first column, from 1; 0 if unknown
 * @param endLine the last line
 * @param endColumn the column after the last character; 0 if unknown
 */
record Place(int line, int column, int endLine, int endColumn) {

  /** Creates the position. If the line differs from that of the tool, the columns may differ too and are omitted. */
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

  /** Returns the line for formats that require one. */
  int someLine() {
    return Math.max(1, line);
  }
}

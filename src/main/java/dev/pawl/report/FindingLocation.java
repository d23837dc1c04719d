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
public record FindingLocation(int line, int column, int endLine, int endColumn) {

  /** Creates the position of a finding. */
  public static FindingLocation of(Finding finding) {
    int line = finding.line();
    if (line == 0) {
      return new FindingLocation(0, 0, 0, 0);
    }
    int endLine = Math.max(line, finding.endLine());
    int column = finding.column();
    boolean hasEndColumn = column > 0 && (endLine > line || finding.endColumn() > column);
    return new FindingLocation(line, column, endLine, hasEndColumn ? finding.endColumn() : 0);
  }

  /** Returns the line for formats that require one. */
  public int lineOrFirst() {
    return Math.max(1, line);
  }
}

package dev.pawl.duplication;

/**
 * A range of lines in a file.
 *
 * @param line the first line, counted from 1
 * @param endLine the last line
 */
record FileRange(String file, int line, int endLine) {

  int lineCount() {
    return endLine - line + 1;
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}

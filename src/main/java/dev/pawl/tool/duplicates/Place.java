package dev.pawl.tool.duplicates;

/**
 * Some lines of a file.
 *
 * @param line the first one, from 1
 * @param endLine the last one
 */
record Place(String file, int line, int endLine) {

  int lines() {
    return endLine - line + 1;
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}

package dev.pawl.report.renderer;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes names unique by appending a number to duplicates. Only names of the current file are remembered, because
 * findings are ordered by file and their names contain the file.
 */
final class UniqueNames {

  private final Map<String, Integer> counts = new HashMap<>();
  private String currentFile = "";

  String makeUnique(String file, String name) {
    if (!file.equals(currentFile)) {
      counts.clear();
      currentFile = file;
    }
    int count = counts.merge(name, 1, Integer::sum);
    return count == 1 ? name : name + "#" + count;
  }
}

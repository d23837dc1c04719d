package dev.pawl.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes names unique by appending a number to duplicates. Only names of the current file are remembered, because
 * findings are ordered by file and their names contain the file.
 */
final class Repeats {

  private final Map<String, Integer> seen = new HashMap<>();
  private String in = "";

  String unique(String file, String name) {
    if (!file.equals(in)) {
      seen.clear();
      in = file;
    }
    int times = seen.merge(name, 1, Integer::sum);
    return times == 1 ? name : name + "#" + times;
  }
}

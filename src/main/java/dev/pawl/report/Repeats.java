package dev.pawl.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes names unique that must be: the second gets a number. Only what was seen in the same file is remembered, for findings
 * come file by file, and their names hold the file.
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

package dev.pawl.duplication;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the lines that are part of a duplicate, each counted once. */
final class ClonedLines {

  private ClonedLines() {}

  /** Returns the duplicated lines by file. */
  static Map<String, BitSet> byFile(List<CodeClone> duplicates) {
    var lines = new HashMap<String, BitSet>();
    duplicates.forEach(duplicate -> add(duplicate, lines));
    return lines;
  }

  /** Adds the lines of a duplicate. */
  static void add(CodeClone duplicate, Map<String, BitSet> lines) {
    for (FileRange place : duplicate.places()) {
      lines
          .computeIfAbsent(place.file(), file -> new BitSet())
          .set(place.line(), place.endLine() + 1);
    }
  }

  /** Returns the number of duplicated lines in all files. */
  static long count(List<CodeClone> duplicates) {
    return byFile(duplicates).values().stream().mapToLong(BitSet::cardinality).sum();
  }
}

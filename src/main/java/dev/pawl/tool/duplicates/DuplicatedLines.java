package dev.pawl.tool.duplicates;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the lines that are part of a duplicate, each counted once. */
final class DuplicatedLines {

  private DuplicatedLines() {}

  /** Returns the duplicated lines by file. */
  static Map<String, BitSet> of(List<Duplicate> duplicates) {
    var lines = new HashMap<String, BitSet>();
    duplicates.forEach(duplicate -> add(duplicate, lines));
    return lines;
  }

  /** Adds the lines of a duplicate. */
  static void add(Duplicate duplicate, Map<String, BitSet> lines) {
    for (Place place : duplicate.places()) {
      lines
          .computeIfAbsent(place.file(), file -> new BitSet())
          .set(place.line(), place.endLine() + 1);
    }
  }

  /** Returns the number of duplicated lines in all files. */
  static long count(List<Duplicate> duplicates) {
    return of(duplicates).values().stream().mapToLong(BitSet::cardinality).sum();
  }
}

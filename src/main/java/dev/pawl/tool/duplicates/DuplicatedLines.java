package dev.pawl.tool.duplicates;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines that stand in more than one place, each counted once. */
final class DuplicatedLines {

  private DuplicatedLines() {}

  /** The duplicated lines of each file that has some. */
  static Map<String, BitSet> of(List<Duplicate> duplicates) {
    var lines = new HashMap<String, BitSet>();
    duplicates.forEach(duplicate -> add(duplicate, lines));
    return lines;
  }

  /** Adds those of one more. */
  static void add(Duplicate duplicate, Map<String, BitSet> lines) {
    for (Place place : duplicate.places()) {
      lines
          .computeIfAbsent(place.file(), file -> new BitSet())
          .set(place.line(), place.endLine() + 1);
    }
  }

  /** How many there are in all files. */
  static long count(List<Duplicate> duplicates) {
    return of(duplicates).values().stream().mapToLong(BitSet::cardinality).sum();
  }
}

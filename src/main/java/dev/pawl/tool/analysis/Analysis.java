package dev.pawl.tool.analysis;

import dev.pawl.command.Finding;
import dev.pawl.workspace.Language;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of all files of a target. */
record Analysis(List<Measured> files) {

  private static final int LONGEST = 10;

  /** Returns the metrics of each language, ordered by descending number of lines. */
  List<Share> languages() {
    var shares = new EnumMap<Language, Share>(Language.class);
    for (Measured file : files) {
      Language language = file.language();
      if (language != null) {
        shares.merge(language, new Share(language, 1, file.lines(), file.bytes()), Share::plus);
      }
    }
    return shares.values().stream()
        .sorted(Comparator.comparingLong((Share share) -> share.lines().total()).reversed())
        .toList();
  }

  /** Returns the total line counts of files in known languages. */
  LineCount lines() {
    return files.stream().map(Measured::lines).reduce(LineCount.NONE, LineCount::plus);
  }

  /** Returns the ten source files with the most lines, longest first. */
  List<Measured> longestFiles() {
    return sources()
        .sorted(
            Comparator.comparingLong((Measured file) -> file.lines().total())
                .reversed()
                .thenComparing(Measured::path))
        .limit(LONGEST)
        .toList();
  }

  /** Returns the ten functions with the most lines, longest first. */
  List<Function> longestFunctions() {
    return functions()
        .sorted(
            Comparator.comparingInt(Function::lines)
                .reversed()
                .thenComparing(Function::file)
                .thenComparingInt(Function::line))
        .limit(LONGEST)
        .toList();
  }

  Stream<Measured> sources() {
    return files.stream().filter(Measured::isSource);
  }

  Stream<Function> functions() {
    return files.stream().flatMap(file -> file.functions().stream());
  }

  /** Returns a finding for each exceeded threshold, in file order, without fingerprints. */
  List<Finding> findings(Limits limits) {
    return files.stream()
        .flatMap(limits::exceededBy)
        .sorted(
            Comparator.comparing(Finding::file)
                .thenComparingInt(Finding::line)
                .thenComparing(Finding::rule)
                .thenComparing(Finding::message))
        .toList();
  }
}

package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workflow.FindingCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As many findings as people read: the worst first, not too many of one file, and how many there are besides.
 *
 * @param rules all rules, those with the most findings first
 * @param files in the order of the findings
 * @param rest how many findings are not among those of the files
 */
record FindingSample(FindingCounts counts, List<RuleCount> rules, List<InFile> files, long rest) {

  private static final int LONGEST_MESSAGE = 500;

  /** How often a rule was broken. */
  record RuleCount(String rule, Severity severity, long count) {}

  /**
   * One finding.
   *
   * @param message cut where it is too long
   */
  record Shown(Place place, Severity severity, String rule, String message) {}

  /**
   * The findings of one file.
   *
   * @param rest how many more there are in it
   */
  record InFile(String file, List<Shown> shown, long rest) {}

  /** What was seen of a file while walking by. */
  private static final class Seen {

    private final String file;
    private final Map<Severity, Integer> kept = new EnumMap<>(Severity.class);
    private long count;

    Seen(String file) {
      this.file = file;
    }
  }

  private record Kept(Seen in, int order, Shown shown) {}

  /**
   * Walks over all findings once and keeps some.
   *
   * @param most in all files together
   * @param mostOfFile in one file
   */
  static FindingSample of(Report report, int most, int mostOfFile) {
    var kept = new EnumMap<Severity, List<Kept>>(Severity.class);
    for (Severity severity : Severity.values()) {
      kept.put(severity, new ArrayList<>());
    }
    var rules = new LinkedHashMap<String, RuleCount>();
    var seen = new Seen("");
    int order = 0;
    for (Finding finding : report.findings()) {
      if (!finding.file().equals(seen.file)) {
        seen = new Seen(finding.file());
      }
      seen.count++;
      rules.merge(
          Report.rule(finding),
          new RuleCount(Report.rule(finding), finding.severity(), 1),
          (before, one) -> new RuleCount(before.rule(), worse(before, one), before.count() + 1));
      List<Kept> same = kept.getOrDefault(finding.severity(), new ArrayList<>());
      if (same.size() < most && seen.kept.getOrDefault(finding.severity(), 0) < mostOfFile) {
        seen.kept.merge(finding.severity(), 1, Integer::sum);
        same.add(new Kept(seen, order++, shown(report, finding)));
      }
    }
    return of(report.evidence().counts(), rules, chosen(kept, most, mostOfFile));
  }

  private static Severity worse(RuleCount one, RuleCount other) {
    return one.severity().compareTo(other.severity()) <= 0 ? one.severity() : other.severity();
  }

  private static Shown shown(Report report, Finding finding) {
    return new Shown(
        report.place(finding),
        finding.severity(),
        Report.rule(finding),
        Characters.cut(finding.message(), LONGEST_MESSAGE));
  }

  private static List<Kept> chosen(Map<Severity, List<Kept>> kept, int most, int mostOfFile) {
    var chosen = new ArrayList<Kept>();
    var ofFile = new LinkedHashMap<Seen, Integer>();
    for (List<Kept> same : kept.values()) {
      for (Kept one : same) {
        if (chosen.size() < most && ofFile.getOrDefault(one.in, 0) < mostOfFile) {
          ofFile.merge(one.in, 1, Integer::sum);
          chosen.add(one);
        }
      }
    }
    chosen.sort(Comparator.comparingInt(Kept::order));
    return chosen;
  }

  private static FindingSample of(
      FindingCounts counts, Map<String, RuleCount> rules, List<Kept> chosen) {
    var byFile = new LinkedHashMap<Seen, List<Shown>>();
    for (Kept one : chosen) {
      byFile.computeIfAbsent(one.in, in -> new ArrayList<>()).add(one.shown);
    }
    var files =
        byFile.entrySet().stream()
            .map(entry ->
                new InFile(
                    entry.getKey().file,
                    entry.getValue(),
                    entry.getKey().count - entry.getValue().size()))
            .toList();
    var sorted =
        rules.values().stream()
            .sorted(Comparator.comparingLong(RuleCount::count).reversed())
            .toList();
    long all = sorted.stream().mapToLong(RuleCount::count).sum();
    return new FindingSample(counts, sorted, files, all - chosen.size());
  }
}

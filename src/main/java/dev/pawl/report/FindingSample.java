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
 * A limited selection of findings: the most severe, with a limit for each file, and the number of omitted findings.
 *
 * @param rules all rules, by descending number of findings
 * @param files the files with selected findings, in the order of the findings
 * @param rest the number of findings that are not selected
 */
record FindingSample(FindingCounts counts, List<RuleCount> rules, List<InFile> files, long rest) {

  private static final int LONGEST_MESSAGE = 500;

  /** The number of violations of a rule. */
  record RuleCount(String rule, Severity severity, long count) {}

  /**
   * A selected finding.
   *
   * @param message the message, truncated to 500 characters
   */
  record Shown(Place place, Severity severity, String rule, String message) {}

  /**
   * The selected findings of one file.
   *
   * @param rest the number of findings of the file that are not selected
   */
  record InFile(String file, List<Shown> shown, long rest) {}

  /** Counts the findings of one file during the iteration. */
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
   * Selects findings in one iteration.
   *
   * @param most the maximum number in total
   * @param mostOfFile the maximum number for each file
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

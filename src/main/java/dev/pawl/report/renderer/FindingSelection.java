package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.FindingCounts;
import dev.pawl.finding.ReportedFinding;
import dev.pawl.report.FindingLocation;
import dev.pawl.report.Report;
import dev.pawl.report.TextSanitizer;
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
 * @param omitted the number of findings that are not selected
 */
record FindingSelection(
    FindingCounts counts, List<RuleCount> rules, List<FileFindings> files, long omitted) {

  private static final int MAX_MESSAGE_LENGTH = 500;

  /** The number of violations of a rule. */
  record RuleCount(String rule, Severity severity, long count) {}

  /**
   * A selected finding.
   *
   * @param message the message, truncated to 500 characters
   * @param state the state in words, such as {@code new}
   */
  record SelectedFinding(
      FindingLocation location, Severity severity, String rule, String message, String state) {}

  /**
   * The selected findings of one file.
   *
   * @param omitted the number of findings of the file that are not selected
   */
  record FileFindings(String file, List<SelectedFinding> findings, long omitted) {}

  /** Counts the findings of one file during the iteration. */
  private static final class FileCounter {

    private final String file;
    private final Map<Severity, Integer> candidatesBySeverity = new EnumMap<>(Severity.class);
    private long count;

    FileCounter(String file) {
      this.file = file;
    }
  }

  private record Candidate(FileCounter file, int order, SelectedFinding finding) {}

  /**
   * Selects findings in one iteration.
   *
   * @param maxFindings the maximum number in total
   * @param maxPerFile the maximum number for each file
   */
  static FindingSelection select(Report report, int maxFindings, int maxPerFile) {
    var candidates = new EnumMap<Severity, List<Candidate>>(Severity.class);
    for (Severity severity : Severity.values()) {
      candidates.put(severity, new ArrayList<>());
    }
    var rules = new LinkedHashMap<String, RuleCount>();
    var currentFile = new FileCounter("");
    int order = 0;
    for (ReportedFinding reported : report.findings()) {
      Finding finding = reported.finding();
      if (!finding.file().equals(currentFile.file)) {
        currentFile = new FileCounter(finding.file());
      }
      currentFile.count++;
      rules.merge(
          Report.qualifiedRule(finding),
          new RuleCount(Report.qualifiedRule(finding), finding.severity(), 1),
          (existing, candidate) ->
              new RuleCount(
                  existing.rule(), moreSevere(existing, candidate), existing.count() + 1));
      List<Candidate> sameSeverity = candidates.getOrDefault(finding.severity(), new ArrayList<>());
      if (sameSeverity.size() < maxFindings
          && currentFile.candidatesBySeverity.getOrDefault(finding.severity(), 0) < maxPerFile) {
        currentFile.candidatesBySeverity.merge(finding.severity(), 1, Integer::sum);
        sameSeverity.add(new Candidate(currentFile, order++, toSelectedFinding(reported)));
      }
    }
    return group(report.source().counts(), rules, choose(candidates, maxFindings, maxPerFile));
  }

  private static Severity moreSevere(RuleCount first, RuleCount second) {
    return first.severity().compareTo(second.severity()) <= 0
        ? first.severity()
        : second.severity();
  }

  private static SelectedFinding toSelectedFinding(ReportedFinding reported) {
    Finding finding = reported.finding();
    return new SelectedFinding(
        FindingLocation.of(finding),
        finding.severity(),
        Report.qualifiedRule(finding),
        TextSanitizer.truncate(finding.message(), MAX_MESSAGE_LENGTH),
        reported.describeState());
  }

  private static List<Candidate> choose(
      Map<Severity, List<Candidate>> candidates, int maxFindings, int maxPerFile) {
    var chosen = new ArrayList<Candidate>();
    var countByFile = new LinkedHashMap<FileCounter, Integer>();
    for (List<Candidate> sameSeverity : candidates.values()) {
      for (Candidate candidate : sameSeverity) {
        if (chosen.size() < maxFindings
            && countByFile.getOrDefault(candidate.file, 0) < maxPerFile) {
          countByFile.merge(candidate.file, 1, Integer::sum);
          chosen.add(candidate);
        }
      }
    }
    chosen.sort(Comparator.comparingInt(Candidate::order));
    return chosen;
  }

  private static FindingSelection group(
      FindingCounts counts, Map<String, RuleCount> rules, List<Candidate> chosen) {
    var byFile = new LinkedHashMap<FileCounter, List<SelectedFinding>>();
    for (Candidate candidate : chosen) {
      byFile.computeIfAbsent(candidate.file, key -> new ArrayList<>()).add(candidate.finding);
    }
    var files =
        byFile.entrySet().stream()
            .map(entry ->
                new FileFindings(
                    entry.getKey().file,
                    entry.getValue(),
                    entry.getKey().count - entry.getValue().size()))
            .toList();
    var sortedRules =
        rules.values().stream()
            .sorted(Comparator.comparingLong(RuleCount::count).reversed())
            .toList();
    long total = sortedRules.stream().mapToLong(RuleCount::count).sum();
    return new FindingSelection(counts, sortedRules, files, total - chosen.size());
  }
}

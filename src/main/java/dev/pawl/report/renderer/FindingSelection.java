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
import java.util.stream.Stream;

/**
 * A limited selection of findings: those that make a gate fail before the others, and the most severe before the others,
 * with a limit for each file, and the number of omitted findings.
 *
 * @param rules all rules, by descending number of findings
 * @param failing the files with selected findings that make a gate fail, in the order of the findings
 * @param files the files with other selected findings, in the order of the findings
 * @param omitted the number of findings that are not selected
 */
record FindingSelection(
    FindingCounts counts,
    List<RuleCount> rules,
    List<FileFindings> failing,
    List<FileFindings> files,
    long omitted) {

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

  /** Returns the number of omitted findings in files without selected ones. */
  long omittedInOtherFiles() {
    return omitted
        - Stream.concat(failing.stream(), files.stream()).mapToLong(FileFindings::omitted).sum();
  }

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

  /** Findings among which the most severe ones are selected. */
  private static final class Candidates {

    private final int maxFindings;
    private final int maxPerFile;
    private final Map<Severity, List<Candidate>> bySeverity = new EnumMap<>(Severity.class);
    private FileCounter currentFile = new FileCounter("");
    private int order;

    Candidates(int maxFindings, int maxPerFile) {
      this.maxFindings = maxFindings;
      this.maxPerFile = maxPerFile;
    }

    void add(ReportedFinding reported) {
      Finding finding = reported.finding();
      if (!finding.file().equals(currentFile.file)) {
        currentFile = new FileCounter(finding.file());
      }
      currentFile.count++;
      List<Candidate> sameSeverity =
          bySeverity.computeIfAbsent(finding.severity(), severity -> new ArrayList<>());
      if (sameSeverity.size() < maxFindings
          && currentFile.candidatesBySeverity.getOrDefault(finding.severity(), 0) < maxPerFile) {
        currentFile.candidatesBySeverity.merge(finding.severity(), 1, Integer::sum);
        sameSeverity.add(new Candidate(currentFile, order++, toSelectedFinding(reported)));
      }
    }

    /** Returns the selected findings by file, the most severe ones up to a number. */
    List<FileFindings> select(int max) {
      var chosen = new ArrayList<Candidate>();
      var countByFile = new LinkedHashMap<FileCounter, Integer>();
      for (List<Candidate> sameSeverity : bySeverity.values()) {
        for (Candidate candidate : sameSeverity) {
          if (chosen.size() < max && countByFile.getOrDefault(candidate.file, 0) < maxPerFile) {
            countByFile.merge(candidate.file, 1, Integer::sum);
            chosen.add(candidate);
          }
        }
      }
      chosen.sort(Comparator.comparingInt(Candidate::order));
      var byFile = new LinkedHashMap<FileCounter, List<SelectedFinding>>();
      for (Candidate candidate : chosen) {
        byFile.computeIfAbsent(candidate.file, key -> new ArrayList<>()).add(candidate.finding);
      }
      return byFile.entrySet().stream()
          .map(entry ->
              new FileFindings(
                  entry.getKey().file,
                  entry.getValue(),
                  entry.getKey().count - entry.getValue().size()))
          .toList();
    }
  }

  /**
   * Selects findings in one iteration.
   *
   * @param maxFindings the maximum number in total
   * @param maxPerFile the maximum number for each file
   */
  static FindingSelection select(Report report, int maxFindings, int maxPerFile) {
    var gates = GateFailures.of(report);
    var failing = new Candidates(maxFindings, maxPerFile);
    var others = new Candidates(maxFindings, maxPerFile);
    var rules = new LinkedHashMap<String, RuleCount>();
    for (ReportedFinding reported : report.findings()) {
      Finding finding = reported.finding();
      (gates.includes(reported) ? failing : others).add(reported);
      rules.merge(
          Report.qualifiedRule(finding),
          new RuleCount(Report.qualifiedRule(finding), finding.severity(), 1),
          (existing, candidate) ->
              new RuleCount(
                  existing.rule(), moreSevere(existing, candidate), existing.count() + 1));
    }
    List<FileFindings> selectedFailing = failing.select(maxFindings);
    int remaining = maxFindings - count(selectedFailing);
    List<FileFindings> selectedOthers = others.select(remaining);
    var sortedRules =
        rules.values().stream()
            .sorted(Comparator.comparingLong(RuleCount::count).reversed())
            .toList();
    long total = sortedRules.stream().mapToLong(RuleCount::count).sum();
    return new FindingSelection(
        report.source().counts(),
        sortedRules,
        selectedFailing,
        selectedOthers,
        total - count(selectedFailing) - count(selectedOthers));
  }

  private static int count(List<FileFindings> files) {
    return files.stream().mapToInt(file -> file.findings().size()).sum();
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
}

package dev.pawl.finding;

import dev.pawl.finding.FindingSearchRepository.Group;
import dev.pawl.finding.TargetQuality.Accepted;
import dev.pawl.finding.TargetQuality.Added;
import dev.pawl.finding.TargetQuality.Change;
import dev.pawl.finding.TargetQuality.Examined;
import dev.pawl.finding.TargetQuality.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Summarizes the findings of a target for a reader. */
@Service
public class TargetQualityService {

  private static final FindingFilter ALL =
      new FindingFilter(null, null, null, null, null, false, null, null, null);

  private static final FindingFilter NEW =
      new FindingFilter(null, null, null, null, true, false, null, null, null);
  private static final FindingFilter FIXED =
      new FindingFilter(null, null, null, null, null, true, null, null, null);

  private final TargetFindingService findings;
  private final BaselineService baselines;

  TargetQualityService(TargetFindingService findings, BaselineService baselines) {
    this.findings = findings;
    this.baselines = baselines;
  }

  /**
   * Returns the quality of a target.
   *
   * @param target the name of the target
   * @param maxHistory the maximum number of workflows
   * @param maxShares the maximum number of files, and of rules
   */
  @Transactional(readOnly = true)
  public TargetQuality find(String target, int maxHistory, int maxShares) {
    FindingSource source = findings.findTarget(target, null);
    return new TargetQuality(
        findings.findHistory(target, null, 0, maxHistory).reversed().stream()
            .map(entry ->
                new Examined(
                    entry.workflowId(),
                    entry.examinedAt(),
                    entry.errors(),
                    entry.warnings(),
                    entry.infos()))
            .toList(),
        change(source, maxShares),
        shares(findings.group(source, ALL, FindingGrouping.PATH, 0, maxShares)),
        shares(findings.group(source, ALL, FindingGrouping.RULE, 0, maxShares)),
        baselines.findAll(target).stream()
            .findFirst()
            .map(baseline ->
                new Accepted(
                    baseline.id(),
                    baselines.count(baseline),
                    baseline.fixed(),
                    baseline.updatedAt()))
            .orElse(null));
  }

  private @Nullable Change change(FindingSource source, int limit) {
    if (source.earlier().isEmpty()) {
      return null;
    }
    var added = findings.find(source, NEW, FindingSort.SEVERITY, 0, limit);
    return new Change(
        added.total(),
        findings.find(source, FIXED, FindingSort.SEVERITY, 0, 1).total(),
        added.items().stream()
            .map(found -> new Added(found.workflowId(), found.finding()))
            .toList());
  }

  private static List<Share> shares(List<Group> groups) {
    return groups.stream()
        .map(group -> new Share(group.key(), group.errors(), group.warnings(), group.infos()))
        .toList();
  }
}

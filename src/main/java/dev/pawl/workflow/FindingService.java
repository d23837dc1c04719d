package dev.pawl.workflow;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.lock.Claim;
import dev.pawl.snapshot.SnapshotReader;
import dev.pawl.target.TargetScope;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Returns the findings of all commands of a workflow, in the order of files and lines. If a command has run more than
 * once, its last run counts. The lines are those of the reader's version of the file.
 */
@Service
public class FindingService {

  /** The state that gates on new code compare with if the scope has no base. */
  private static final String FIRST_RUN = "the first run of each command in this workflow";

  private final WorkflowRepository workflows;
  private final FindingRepository findings;
  private final SnapshotReader snapshots;

  FindingService(
      WorkflowRepository workflows, FindingRepository findings, SnapshotReader snapshots) {
    this.workflows = workflows;
    this.findings = findings;
    this.snapshots = snapshots;
  }

  /** Returns all findings, also those that the code suppresses, which are loaded page by page during iteration. */
  @Transactional(readOnly = true)
  public Iterable<Finding> findAll(String workflow) {
    Optional<Workflow> found = workflows.findByName(workflow);
    if (found.isEmpty()) {
      return List.of();
    }
    var locator = FindingLocator.of(found.get(), snapshots);
    List<UUID> steps = reportingSteps(found.get(), null);
    var pages =
        steps.stream()
            .map(step ->
                new PagedFindings((after, limit) ->
                    findings.findAfter(List.of(step), after, null, null, limit).stream()
                        .map(row -> locate(locator, row))
                        .toList()))
            .toList();
    return new MergedFindings(pages);
  }

  /** Returns the first findings that the code does not suppress. */
  @Transactional(readOnly = true)
  public List<Finding> findFirst(String workflow, int max) {
    return findPage(workflow, null, 0, null, false, max).orElse(List.of()).stream()
        .map(NumberedFinding::finding)
        .toList();
  }

  /** Counts the findings by severity. */
  @Transactional(readOnly = true)
  public FindingCounts count(String workflow) {
    return workflows
        .findByName(workflow)
        .map(found -> findings.countBySeverity(reportingSteps(found, null)))
        .orElse(FindingCounts.NONE);
  }

  /**
   * Returns a page of findings.
   *
   * @param step the name of the only step whose findings are returned; all steps when absent
   * @param after the number of the last finding of the previous page; 0 for the first page
   * @param suppressed whether to return the findings that the code suppresses instead of the others
   * @return the findings; empty when there is no such workflow or step
   */
  @Transactional(readOnly = true)
  public Optional<List<NumberedFinding>> findPage(
      String workflow,
      @Nullable String step,
      int after,
      @Nullable Severity severity,
      boolean suppressed,
      int limit) {
    Optional<Workflow> found = workflows.findByName(workflow);
    if (found.isEmpty() || step != null && found.get().steps().find(step).isEmpty()) {
      return Optional.empty();
    }
    var locator = FindingLocator.of(found.get(), snapshots);
    return Optional.of(
        findings
            .findAfter(reportingSteps(found.get(), step), after, severity, suppressed, limit)
            .stream()
            .map(finding -> locate(locator, finding))
            .toList());
  }

  private static NumberedFinding locate(FindingLocator locator, FindingRepository.Row row) {
    return new NumberedFinding(row.number(), locator.locate(row.step(), row.finding()));
  }

  private static List<UUID> reportingSteps(Workflow workflow, @Nullable String step) {
    return step == null
        ? ReportingSteps.latest(workflow.steps().all()).stream().map(Step::id).toList()
        : workflow.steps().find(step).map(Step::id).stream().toList();
  }

  /**
   * Returns the findings that gates of a step count in addition to its own: those of the commands that have run before
   * it and only examine the target, and the duplicates. Notes about changes that a command did not make do not count.
   */
  @Transactional(readOnly = true)
  public List<Finding> findBefore(Claim claim, UUID judged) {
    Optional<Workflow> workflow = workflows.findById(claim.id());
    if (workflow.isEmpty()) {
      return List.of();
    }
    return ReportingSteps.latest(workflow.get().steps().all()).stream()
        .filter(step -> !step.id().equals(judged))
        .flatMap(step ->
            findings.findAfter(List.of(step.id()), 0, null, false, Integer.MAX_VALUE).stream()
                .map(FindingRepository.Row::finding)
                .filter(finding -> !step.modifies() || finding.tool().equals("duplicates")))
        .toList();
  }

  /**
   * The findings with which gates on new code compare.
   *
   * @param fingerprints the fingerprints of the known findings
   * @param description the state that has them, such as {@code the base main at 1a2b3c4d5e}
   */
  public record ReferenceFindings(Set<String> fingerprints, String description) {

    private static final ReferenceFindings NONE = new ReferenceFindings(Set.of(), FIRST_RUN);
  }

  /**
   * Returns the findings with which the gates of a step compare: those of the base versions, if the scope of the workflow
   * has a base, and otherwise those that the snapshot already had.
   *
   * @param judged the step for which this is asked; its own findings are not known before
   */
  @Transactional(readOnly = true)
  public ReferenceFindings findReference(Claim claim, UUID judged) {
    return workflows
        .findById(claim.id())
        .map(workflow -> reference(workflow, judged))
        .orElse(ReferenceFindings.NONE);
  }

  /** Returns the findings with which the gates of an ended workflow compared. */
  @Transactional(readOnly = true)
  public ReferenceFindings findReference(String workflow) {
    return workflows
        .findByName(workflow)
        .map(found -> reference(found, null))
        .orElse(ReferenceFindings.NONE);
  }

  private ReferenceFindings reference(Workflow workflow, @Nullable UUID judged) {
    Optional<String> comparison = workflow.scope().flatMap(TargetScope::describeComparison);
    if (comparison.isEmpty()) {
      return new ReferenceFindings(initialFingerprints(workflow, judged), FIRST_RUN);
    }
    return new ReferenceFindings(
        findings.findFingerprintsInBase(reportingSteps(workflow, null)),
        "the base " + comparison.get());
  }

  /**
   * Returns the fingerprints of the findings that the snapshot already had. They are the findings of the first run of
   * each command; if its only run followed changes, then those at lines that the submitted files had.
   *
   * @param judged the step for which this is asked; its own findings are not known before
   */
  @Transactional(readOnly = true)
  public Set<String> findInitialFingerprints(Claim claim, UUID judged) {
    return workflows
        .findById(claim.id())
        .map(workflow -> initialFingerprints(workflow, judged))
        .orElse(Set.of());
  }

  /** Returns whether no earlier step of the workflow has run the same command, so that a step finds what is known. */
  @Transactional(readOnly = true)
  public boolean isFirstRun(Claim claim, UUID judged) {
    return workflows
        .findById(claim.id())
        .map(workflow -> workflow.steps().all())
        .filter(steps ->
            steps.stream()
                .filter(step -> step.id().equals(judged))
                .flatMap(step -> ReportingSteps.first(steps, step).stream())
                .anyMatch(first -> first.id().equals(judged)))
        .isPresent();
  }

  private Set<String> initialFingerprints(Workflow workflow, @Nullable UUID judged) {
    var steps = workflow.steps().all();
    String snapshot = workflow.result().snapshot();
    var known = new HashSet<String>();
    for (Step latest : ReportingSteps.latest(steps)) {
      Step first = ReportingSteps.first(steps, latest).orElse(latest);
      if (first.id().equals(judged)) {
        continue;
      }
      boolean beforeChanges =
          first != latest || first.tree().filter(tree -> tree.equals(snapshot)).isPresent();
      known.addAll(findings.findFingerprints(first.id(), beforeChanges));
    }
    return known;
  }
}

package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.snapshot.SnapshotReader;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  private final ExaminedWorkflows workflows;
  private final FindingRepository findings;
  private final BaselineService baselines;
  private final ResolutionService resolutions;
  private final SnapshotReader snapshots;

  FindingService(
      ExaminedWorkflows workflows,
      FindingRepository findings,
      BaselineService baselines,
      ResolutionService resolutions,
      SnapshotReader snapshots) {
    this.workflows = workflows;
    this.findings = findings;
    this.baselines = baselines;
    this.resolutions = resolutions;
    this.snapshots = snapshots;
  }

  /** Returns all findings, also those that the code suppresses, which are loaded page by page during iteration. */
  @Transactional(readOnly = true)
  public Iterable<ReportedFinding> findAll(String workflow) {
    Optional<ExaminedWorkflow> found = workflows.findExamined(workflow);
    if (found.isEmpty()) {
      return List.of();
    }
    FindingMapper mapper = mapper(found.get());
    List<UUID> steps = reportingSteps(found.get(), null);
    var pages =
        steps.stream()
            .map(step ->
                new PagedFindings((after, limit) ->
                    findings.findAfter(List.of(step), after, null, null, limit).stream()
                        .map(mapper::map)
                        .toList()))
            .toList();
    return new MergedFindings(pages);
  }

  /** Returns the first findings that the run has fixed: those of first runs that the last runs no longer have. */
  @Transactional(readOnly = true)
  public List<Finding> findFixed(String workflow, int max) {
    return workflows
        .findExamined(workflow)
        .map(found -> findings.findFixed(firstSteps(found), reportingSteps(found, null), 0, max))
        .orElse(List.of());
  }

  /** Returns the ids of the first runs of examinations that have run again. */
  static List<UUID> firstSteps(ExaminedWorkflow workflow) {
    return ReportingSteps.latest(workflow.steps()).stream()
        .filter(ReportingSteps::isExamination)
        .flatMap(latest -> ReportingSteps.first(workflow.steps(), latest).stream())
        .map(ExaminedStep::id)
        .toList();
  }

  /** Counts the findings by state. */
  @Transactional(readOnly = true)
  public FindingStates countStates(String workflow) {
    return workflows
        .findExamined(workflow)
        .map(found ->
            findings.countByState(
                reportingSteps(found, null),
                firstSteps(found),
                resolutions.findActive(TargetKey.of(found)).keySet()))
        .orElse(FindingStates.NONE);
  }

  /** Returns the first findings that the code does not suppress. Not in a transaction, as {@link #findPage}. */
  public List<Finding> findFirst(String workflow, int max) {
    return findPage(workflow, null, 0, null, false, max).orElse(List.of()).stream()
        .map(NumberedFinding::finding)
        .toList();
  }

  /** Counts the findings by severity. */
  @Transactional(readOnly = true)
  public FindingCounts count(String workflow) {
    return workflows
        .findExamined(workflow)
        .map(found -> findings.countBySeverity(reportingSteps(found, null)))
        .orElse(FindingCounts.NONE);
  }

  /**
   * Returns a page of findings. Not in a transaction, which would hold its connection while files are read from an object
   * store.
   *
   * @param step the name of the only step whose findings are returned; all steps when absent
   * @param after the number of the last finding of the previous page; 0 for the first page
   * @param suppressed whether to return the findings that the code suppresses instead of the others
   * @return the findings; empty when there is no such workflow or step
   */
  public Optional<List<NumberedFinding>> findPage(
      String workflow,
      @Nullable String step,
      int after,
      @Nullable Severity severity,
      boolean suppressed,
      int limit) {
    Optional<ExaminedWorkflow> found = workflows.findExamined(workflow);
    if (found.isEmpty() || step != null && found.get().findStep(step).isEmpty()) {
      return Optional.empty();
    }
    FindingMapper mapper = mapper(found.get());
    return Optional.of(
        findings
            .findAfter(reportingSteps(found.get(), step), after, severity, suppressed, limit)
            .stream()
            .map(mapper::map)
            .toList());
  }

  /** Adds to stored findings the places in the reader's files and the decisions about them. */
  private record FindingMapper(FindingLocator locator, Map<String, Resolution> resolutions) {

    NumberedFinding map(FindingRepository.Row row) {
      return new NumberedFinding(
          row.number(),
          locator.locate(row.step(), row.finding()),
          row.isNew() ? FindingState.NEW : FindingState.KNOWN,
          row.baseline(),
          resolutions.get(row.finding().fingerprint()));
    }
  }

  private FindingMapper mapper(ExaminedWorkflow workflow) {
    return new FindingMapper(
        FindingLocator.of(workflow, snapshots), resolutions.findActive(TargetKey.of(workflow)));
  }

  static List<UUID> reportingSteps(ExaminedWorkflow workflow, @Nullable String step) {
    return step == null
        ? ReportingSteps.latest(workflow.steps()).stream().map(ExaminedStep::id).toList()
        : workflow.findStep(step).map(ExaminedStep::id).stream().toList();
  }

  /**
   * Returns the findings that gates of a step count in addition to its own: those of the commands that have run before
   * it and only examine the target, and the duplicates. Notes about changes that a command did not make do not count.
   */
  @Transactional(readOnly = true)
  public List<Finding> findBefore(UUID workflow, UUID judged) {
    Optional<ExaminedWorkflow> found = workflows.findExamined(workflow);
    if (found.isEmpty()) {
      return List.of();
    }
    return ReportingSteps.latest(found.get().steps()).stream()
        .filter(step -> !step.id().equals(judged))
        .flatMap(step ->
            findings.findAfter(List.of(step.id()), 0, null, false, Integer.MAX_VALUE).stream()
                .map(FindingRepository.Row::finding)
                .filter(finding -> !step.modifies() || finding.tool().equals("duplicates")))
        .toList();
  }

  /** Returns the id of the baseline that applies to the target of a workflow; empty if there is none. */
  @Transactional(readOnly = true)
  public Optional<UUID> findBaseline(String workflow) {
    return workflows
        .findExamined(workflow)
        .flatMap(found -> baselines.findApplicable(TargetKey.of(found)))
        .map(Baseline::id);
  }

  /** Describes what the findings of a workflow are compared with. */
  @Transactional(readOnly = true)
  public String describeComparison(String workflow) {
    return workflows.findExamined(workflow).map(this::describeComparison).orElse(FIRST_RUN);
  }

  String describeComparison(ExaminedWorkflow workflow) {
    if (workflow.comparison() != null) {
      return "the base " + workflow.comparison();
    }
    return baselines
        .findApplicable(TargetKey.of(workflow))
        .map(Baseline::describe)
        .orElse(FIRST_RUN);
  }

  /**
   * Compares findings with the first of these that exists: the base versions of the files, the baseline of the target, and
   * the findings that the snapshot already had.
   *
   * @param step the step that has reported the findings, or whose gates count them
   * @param own the findings of the step
   * @param before the findings of earlier steps
   * @param base the base of the scope, such as {@code main at 1a2b3c4d5e}; null without a base
   * @param knownInBase the fingerprints of the findings of the step that the base versions have too; null without a base
   */
  @Transactional(readOnly = true)
  public FindingComparison compare(
      UUID workflow,
      UUID step,
      Collection<Finding> own,
      Collection<Finding> before,
      @Nullable String base,
      @Nullable Set<String> knownInBase) {
    Optional<ExaminedWorkflow> examined = workflows.findExamined(workflow);
    if (examined.isEmpty()) {
      // A workflow that was deleted while it ran has no state to compare with; its result is
      // discarded.
      return new FindingComparison(Set.of(), knownInBase, Set.of(), Set.of(), FIRST_RUN);
    }
    ExaminedWorkflow found = examined.get();
    TargetKey target = TargetKey.of(found);
    Set<String> fingerprints =
        Stream.concat(own.stream(), before.stream())
            .map(Finding::fingerprint)
            .collect(Collectors.toSet());
    Optional<Baseline> baseline = baselines.findApplicable(target);
    Set<String> accepted =
        baseline.map(applied -> baselines.findContained(applied, fingerprints)).orElse(Set.of());
    Set<String> resolved = resolutions.findActive(target).keySet();
    if (base != null) {
      var known = new HashSet<>(findings.findFingerprintsInBase(reportingSteps(found, null)));
      if (knownInBase != null) {
        known.addAll(knownInBase);
      }
      return new FindingComparison(known, knownInBase, accepted, resolved, "the base " + base);
    }
    Set<String> submitted = submittedFingerprints(found, step, own);
    if (baseline.isEmpty()) {
      return new FindingComparison(submitted, null, accepted, resolved, FIRST_RUN);
    }
    // A baseline contains no notes about files that could not be examined, so that they are
    // compared with those of the submitted files.
    var known = new HashSet<>(accepted);
    Stream.concat(own.stream(), before.stream())
        .filter(Finding::isNote)
        .map(Finding::fingerprint)
        .filter(submitted::contains)
        .forEach(known::add);
    return new FindingComparison(known, null, accepted, resolved, baseline.get().describe());
  }

  /**
   * Returns the fingerprints of the findings that the submitted files had. If no earlier step has run the same command,
   * those of the step itself count as such, in every type of workflow without a base.
   */
  private Set<String> submittedFingerprints(
      ExaminedWorkflow workflow, UUID step, Collection<Finding> own) {
    var submitted = new HashSet<>(initialFingerprints(workflow, step));
    if (isFirstRun(workflow, step)) {
      own.stream()
          .filter(finding -> !finding.isSuppressed())
          .filter(finding -> finding.submittedLine() > 0 || finding.line() == 0)
          .map(Finding::fingerprint)
          .forEach(submitted::add);
    }
    return submitted;
  }

  /**
   * Returns the fingerprints of the findings that the snapshot already had. They are the findings of the first run of
   * each command; if its only run followed changes, then those at lines that the submitted files had.
   *
   * @param judged the step for which this is asked; its own findings are not known before
   */
  @Transactional(readOnly = true)
  public Set<String> findInitialFingerprints(UUID workflow, UUID judged) {
    return workflows
        .findExamined(workflow)
        .map(found -> initialFingerprints(found, judged))
        .orElse(Set.of());
  }

  /** Returns whether no earlier step of the workflow has run the same command. */
  private static boolean isFirstRun(ExaminedWorkflow workflow, UUID step) {
    return workflow
        .findStep(step)
        .flatMap(judged -> ReportingSteps.first(workflow.steps(), judged))
        .filter(first -> first.id().equals(step))
        .isPresent();
  }

  private Set<String> initialFingerprints(ExaminedWorkflow workflow, @Nullable UUID judged) {
    var steps = workflow.steps();
    var known = new HashSet<String>();
    for (ExaminedStep latest : ReportingSteps.latest(steps)) {
      ExaminedStep first = ReportingSteps.first(steps, latest).orElse(latest);
      if (first.id().equals(judged)) {
        continue;
      }
      boolean beforeChanges =
          first != latest || first.tree() != null && first.tree().equals(workflow.snapshot());
      known.addAll(findings.findFingerprints(first.id(), beforeChanges));
    }
    return known;
  }
}

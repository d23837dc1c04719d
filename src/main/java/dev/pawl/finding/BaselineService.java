package dev.pawl.finding;

import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.project.ProjectService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Manages the baselines of targets: the accepted findings, which later workflows do not count in gates. */
@Service
class BaselineService {

  private final BaselineRepository baselines;
  private final BaselineFindingRepository findings;
  private final ExaminedWorkflows workflows;
  private final ProjectService projects;
  private final Clock clock;

  BaselineService(
      BaselineRepository baselines,
      BaselineFindingRepository findings,
      ExaminedWorkflows workflows,
      ProjectService projects,
      Clock clock) {
    this.baselines = baselines;
    this.findings = findings;
    this.workflows = workflows;
    this.projects = projects;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable String callerProject() {
    return projects.currentName().orElse(null);
  }

  /**
   * A changed baseline.
   *
   * @param created whether the target had no baseline before
   */
  record BaselineChange(Baseline baseline, boolean created) {}

  /**
   * Adds findings of a workflow to the baseline of its target; creates the baseline if there is none.
   *
   * @param fingerprints the only findings to add; null for all findings
   */
  @Transactional
  BaselineChange accept(
      ExaminedWorkflow workflow,
      @Nullable Collection<String> fingerprints,
      @Nullable String caller) {
    BaselineChange change = lockOrCreate(TargetKey.of(workflow), caller);
    List<UUID> steps = stepsOf(workflow);
    change.baseline().accept(workflow, now());
    baselines.saveAndFlush(change.baseline());
    findings.addFindings(change.baseline().id(), steps, fingerprints);
    return change;
  }

  private static List<UUID> stepsOf(ExaminedWorkflow workflow) {
    return ReportingSteps.latest(workflow.steps()).stream().map(ExaminedStep::id).toList();
  }

  /** Returns which of these findings a workflow can add to a baseline. */
  Set<String> findAcceptable(ExaminedWorkflow workflow, Collection<String> fingerprints) {
    return findings.findAcceptable(stepsOf(workflow), fingerprints);
  }

  /** Removes a finding, so that it counts again; returns false if the baseline does not contain it. */
  @Transactional
  boolean removeFinding(Baseline baseline, String fingerprint) {
    if (!findings.remove(baseline.id(), fingerprint)) {
      return false;
    }
    findings.unmark(fingerprint, workflows.findRecentSteps(baseline.targetName(), callerProject()));
    baseline.changeFindings(now());
    baselines.save(baseline);
    return true;
  }

  /** Adds findings of a file to the baseline of a target; creates the baseline if there is none. */
  @Transactional
  BaselineChange importFile(
      String target, List<BaselineFinding> accepted, @Nullable String caller) {
    BaselineChange change = lockOrCreate(TargetKey.of(target, callerProject()), caller);
    change.baseline().changeFindings(now());
    baselines.saveAndFlush(change.baseline());
    findings.addAll(change.baseline().id(), accepted);
    return change;
  }

  private BaselineChange lockOrCreate(TargetKey target, @Nullable String caller) {
    return baselines
        .findForUpdateByTargetNameAndProject(target.name(), target.project())
        .map(existing -> new BaselineChange(existing, false))
        .orElseGet(() -> new BaselineChange(new Baseline(target, caller, now()), true));
  }

  /**
   * Returns the visible baselines, by target.
   *
   * @param target the name of the only target; all targets if absent
   */
  List<Baseline> findAll(@Nullable String target) {
    return baselines.findVisible(target, callerProject());
  }

  Optional<Baseline> find(UUID id) {
    return baselines.findVisibleById(id, callerProject());
  }

  long count(Baseline baseline) {
    return findings.count(baseline.id());
  }

  /** Returns the findings of a baseline, by file. */
  List<BaselineFinding> findFindings(Baseline baseline) {
    return findings.findAll(baseline.id()).stream().sorted(BaselineFinding.ORDER).toList();
  }

  /** Deletes a baseline, so that all findings count again; returns false if the id is unknown. */
  @Transactional
  boolean delete(UUID id) {
    return baselines.deleteVisibleById(id, callerProject()) > 0;
  }

  /** Returns the baseline that applies to a target: that of its project, or else that of no project. */
  Optional<Baseline> findApplicable(TargetKey target) {
    return baselines
        .findByTargetNameAndProjectIn(target.name(), target.applicableProjects())
        .stream()
        .max(Comparator.comparing(Baseline::project));
  }

  /** Returns which of these findings a baseline contains. */
  Set<String> findContained(Baseline baseline, Collection<String> fingerprints) {
    return fingerprints.isEmpty() ? Set.of() : findings.findContained(baseline.id(), fingerprints);
  }

  /**
   * Removes the findings that no longer occur in a target, unless the baseline is that of another branch. Takes part in
   * the transaction of its caller.
   *
   * @param tools the tools that have examined the target
   * @param steps the steps that have examined it
   */
  void removeFixed(ExaminedWorkflow workflow, Collection<String> tools, List<UUID> steps) {
    findings
        .lock(TargetKey.of(workflow), workflow.ref())
        .ifPresent(baseline -> findings.removeFixed(baseline, tools, steps, now()));
  }
}

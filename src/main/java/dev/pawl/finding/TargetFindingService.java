package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.finding.ExaminationRepository.HistoryEntry;
import dev.pawl.finding.ExaminationRepository.LastExaminations;
import dev.pawl.finding.ExaminedWorkflow.ExaminedStep;
import dev.pawl.finding.FindingSearchRepository.FoundFinding;
import dev.pawl.finding.FindingSearchRepository.Group;
import dev.pawl.project.ProjectService;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Searches the findings of a workflow, or those that the last examinations have found in a target. */
@Service
class TargetFindingService {

  private final FindingSearchRepository search;
  private final ExaminationRepository examinations;
  private final ResolutionService resolutions;
  private final ExaminedWorkflows workflows;
  private final ProjectService projects;

  TargetFindingService(
      FindingSearchRepository search,
      ExaminationRepository examinations,
      ResolutionService resolutions,
      ExaminedWorkflows workflows,
      ProjectService projects) {
    this.search = search;
    this.examinations = examinations;
    this.resolutions = resolutions;
    this.workflows = workflows;
    this.projects = projects;
  }

  /**
   * A finding of a target.
   *
   * @param workflowId the id of the workflow that has reported it
   * @param finding the finding
   * @param state whether the finding is new, known or fixed
   * @param baseline whether the baseline of the target contains it, so that gates do not count it
   * @param resolution the decision about it; absent if there is none, or if it has expired
   */
  @Schema(name = "TargetFinding")
  record TargetFinding(
      String workflowId,
      Finding finding,
      FindingState state,
      boolean baseline,
      @Nullable Resolution resolution) {}

  /** Findings of a page, and the number of all that match. */
  record FoundFindings(List<TargetFinding> items, long total) {}

  /** Returns the findings of a workflow as a source; empty if the caller sees no such workflow. */
  @Transactional(readOnly = true)
  Optional<FindingSource> findWorkflow(String name) {
    return workflows
        .findExamined(name)
        .filter(workflow -> projects.isAccessible(workflow.project()))
        .map(workflow ->
            new FindingSource(
                ReportingSteps.latest(workflow.steps()).stream()
                    .collect(Collectors.toMap(ExaminedStep::id, step -> workflow.name())),
                FindingService.firstSteps(workflow),
                false,
                resolutions.findActive(TargetKey.of(workflow))));
  }

  /**
   * Returns the findings of a target as a source; without findings if it was not examined yet.
   *
   * @param ref the branch or tag; that of the last examination if absent
   */
  @Transactional(readOnly = true)
  FindingSource findTarget(String target, @Nullable String ref) {
    String project = projects.currentName().orElse(null);
    Optional<LastExaminations> last = examinations.findLast(target, project, ref);
    return new FindingSource(
        last.map(LastExaminations::steps).orElse(Map.of()),
        last.map(LastExaminations::previous).orElse(List.of()),
        true,
        last.map(examined -> resolutions.findActive(new TargetKey(target, examined.project())))
            .orElse(Map.of()));
  }

  /** Returns a page of findings. */
  @Transactional(readOnly = true)
  FoundFindings find(
      FindingSource source, FindingFilter filter, FindingSort sort, int offset, int limit) {
    List<FoundFinding> found = search.find(source, filter, sort, offset, limit);
    return new FoundFindings(
        found.stream().map(row -> toFinding(source, filter, row)).toList(),
        found.isEmpty() ? 0 : found.getFirst().total());
  }

  private TargetFinding toFinding(FindingSource source, FindingFilter filter, FoundFinding row) {
    return new TargetFinding(
        workflowOf(source, row.step()),
        row.finding(),
        filter.fixed() ? FindingState.FIXED : row.isNew() ? FindingState.NEW : FindingState.KNOWN,
        row.baseline(),
        source.resolutions().get(row.finding().fingerprint()));
  }

  /** Returns the workflow of a step; a fixed finding of a target is reported by the workflow that no longer has it. */
  private static String workflowOf(FindingSource source, UUID step) {
    String current = source.steps().get(step);
    return current == null ? source.steps().values().iterator().next() : current;
  }

  /** Returns a page of groups of findings. */
  @Transactional(readOnly = true)
  List<Group> group(
      FindingSource source, FindingFilter filter, FindingGrouping by, int offset, int limit) {
    return search.group(source, filter, by, offset, limit);
  }

  /** Returns what workflows have found in a target, newest first. */
  @Transactional(readOnly = true)
  List<HistoryEntry> findHistory(String target, @Nullable String ref, int offset, int limit) {
    return examinations.findHistory(
        target, projects.currentName().orElse(null), ref, offset, limit);
  }
}

package dev.pawl.workflowlist;

import dev.pawl.project.ProjectService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Service;

/** Lists, searches and counts the workflows that the caller may see, newest first. */
@Service
public class WorkflowListService {

  private final WorkflowListRepository workflows;
  private final ProjectService projects;

  WorkflowListService(WorkflowListRepository workflows, ProjectService projects) {
    this.workflows = workflows;
    this.projects = projects;
  }

  /**
   * Returns a page of the matching workflows that the caller may see, newest first.
   *
   * @param position the position after which the page starts
   */
  public Window<WorkflowSummary> list(WorkflowFilter filter, ScrollPosition position, int limit) {
    return workflows.findPage(specification(filter), position, limit).map(WorkflowSummary::of);
  }

  /**
   * Returns a page of the workflows that match a search and that the caller may see, newest first.
   *
   * @param position the position after which the page starts
   */
  public Window<WorkflowSummary> search(WorkflowSearch search, ScrollPosition position, int limit) {
    return workflows.findPage(specification(search), position, limit).map(WorkflowSummary::of);
  }

  /** Counts the workflows that match a search and that the caller may see, but not further than to a maximum. */
  public int countUpTo(WorkflowSearch search, int max) {
    return workflows.findIds(specification(search), max).size();
  }

  private Specification<WorkflowListEntry> specification(WorkflowSearch search) {
    return search.toSpecification(projects.currentName().orElse(null));
  }

  /** Counts the matching workflows that the caller may see. */
  long count(WorkflowFilter filter) {
    return workflows.count(specification(filter));
  }

  /** Returns at most {@code max} of the matching workflows that the caller may see, newest first. */
  List<WorkflowListEntry> findFirst(WorkflowFilter filter, int max) {
    return workflows.findFirst(specification(filter), max);
  }

  private Specification<WorkflowListEntry> specification(WorkflowFilter filter) {
    return filter.toSpecification(projects.currentName().orElse(null));
  }

  /**
   * Returns a page of the snapshots of workflows, newest first.
   *
   * @param target the name of the target; all targets when absent
   * @param position the position after which the page starts
   */
  Window<SnapshotView> snapshots(@Nullable String target, ScrollPosition position, int limit) {
    return workflows
        .findPage(WorkflowListRepository.withSnapshot(target), position, limit)
        .map(SnapshotView::of);
  }
}

package dev.pawl.workflowlist;

import dev.pawl.target.SourceRevision;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowStatus;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;
import tools.jackson.databind.json.JsonMapper;

/**
 * The criteria of a list of workflows; absent criteria match every workflow.
 *
 * @param status the accepted statuses; all when empty
 * @param target the name of the target
 * @param startedBefore the time before which the workflows started; those that have not started do not match
 * @param labels the labels that must all be present
 * @param repository the URL of the repository
 * @param branch the name of the branch, without {@code refs/heads/}
 * @param commit the id of the commit in lower case, or its first digits
 */
public record WorkflowFilter(
    List<WorkflowStatus> status,
    @Nullable String type,
    @Nullable String target,
    @Nullable UUID session,
    @Nullable EndedReason endedReason,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore,
    @Nullable Instant startedBefore,
    Map<String, String> labels,
    @Nullable String project,
    @Nullable String repository,
    @Nullable String branch,
    @Nullable String commit) {

  /** Matches every workflow. */
  public static final WorkflowFilter NONE =
      new WorkflowFilter(
          List.of(), null, null, null, null, null, null, null, Map.of(), null, null, null, null);

  /**
   * Returns the filter as a query.
   *
   * @param callerProject the project that the caller is limited to; absent when it is not limited
   */
  Specification<WorkflowListEntry> toSpecification(@Nullable String callerProject) {
    return (row, query, criteria) -> {
      var predicates = new ArrayList<Predicate>();
      if (!status.isEmpty()) {
        predicates.add(row.get("status").in(status));
      }
      addEquals(predicates, criteria, row, "type", type);
      addEquals(predicates, criteria, row, "targetName", target);
      addEquals(predicates, criteria, row, "sessionId", session);
      addEquals(predicates, criteria, row, "endedReason", endedReason);
      addEquals(predicates, criteria, row, "project", project);
      addEquals(predicates, criteria, row, "project", callerProject);
      if (createdAfter != null) {
        predicates.add(criteria.greaterThan(row.get("createdAt"), createdAfter));
      }
      if (createdBefore != null) {
        predicates.add(criteria.lessThan(row.get("createdAt"), createdBefore));
      }
      if (startedBefore != null) {
        predicates.add(criteria.lessThan(row.get("startedAt"), startedBefore));
      }
      Path<SourceRevision> revision = row.get("revision");
      if (repository != null) {
        predicates.add(criteria.equal(revision.get("repository"), repository));
      }
      if (branch != null) {
        predicates.add(criteria.equal(revision.get("ref"), Constants.R_HEADS + branch));
      }
      if (commit != null) {
        Path<String> id = revision.get("commit");
        // A range, which the index supports whatever the plan of the statement; no digit follows
        // "f".
        predicates.add(criteria.between(id, commit, commit + "g"));
      }
      if (!labels.isEmpty()) {
        predicates.add(containsLabels(criteria, row));
      }
      return criteria.and(predicates);
    };
  }

  private static void addEquals(
      List<Predicate> predicates,
      CriteriaBuilder criteria,
      Root<WorkflowListEntry> row,
      String attribute,
      @Nullable Object value) {
    if (value != null) {
      predicates.add(criteria.equal(row.get(attribute), value));
    }
  }

  /** Compares labels with the operator of PostgreSQL that the index of labels supports. */
  private Predicate containsLabels(CriteriaBuilder criteria, Root<WorkflowListEntry> row) {
    String json = JsonMapper.shared().writeValueAsString(labels);
    var hibernate = (HibernateCriteriaBuilder) criteria;
    return criteria.isTrue(
        hibernate.sql("(? @> ?::jsonb)", Boolean.class, row.get("labels"), hibernate.value(json)));
  }
}

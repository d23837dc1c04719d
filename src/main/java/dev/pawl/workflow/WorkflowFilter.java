package dev.pawl.workflow;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * The criteria of a list of workflows; absent criteria match every workflow.
 *
 * @param status the accepted statuses; all when empty
 * @param target the name of the target
 * @param startedBefore the time before which the workflows started; those that have not started do not match
 * @param labels the labels that must all be present
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
    @Nullable String project) {

  /** Matches every workflow. */
  public static final WorkflowFilter NONE =
      new WorkflowFilter(List.of(), null, null, null, null, null, null, null, Map.of(), null);

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
    String json = JsonColumnConfiguration.MAPPER.writeValueAsString(labels);
    var hibernate = (HibernateCriteriaBuilder) criteria;
    return criteria.isTrue(
        hibernate.sql("(? @> ?::jsonb)", Boolean.class, row.get("labels"), hibernate.value(json)));
  }
}

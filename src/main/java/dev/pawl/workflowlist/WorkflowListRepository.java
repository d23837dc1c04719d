package dev.pawl.workflowlist;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** The repository of the lists of workflows, which are ordered by creation, newest first. */
interface WorkflowListRepository
    extends Repository<WorkflowListEntry, UUID>, JpaSpecificationExecutor<WorkflowListEntry> {

  Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "id");

  /** Returns a page of the matching workflows, which starts after the given position. */
  default Window<WorkflowListEntry> findPage(
      Specification<WorkflowListEntry> filter, ScrollPosition position, int limit) {
    return findBy(filter, query -> query.sortBy(NEWEST_FIRST).limit(limit).scroll(position));
  }

  /** Returns the first matching workflows. */
  default List<WorkflowListEntry> findFirst(Specification<WorkflowListEntry> filter, int limit) {
    return findBy(filter, query -> query.sortBy(NEWEST_FIRST).limit(limit).all());
  }

  /** A workflow of which only the identity is loaded. */
  interface Identity {

    UUID getId();
  }

  /** Returns the identities of the first matching workflows. */
  default List<Identity> findIds(Specification<WorkflowListEntry> filter, int limit) {
    return findBy(
        filter, query -> query.as(Identity.class).sortBy(NEWEST_FIRST).limit(limit).all());
  }

  /** Selects the workflows that have a snapshot, optionally of one target. */
  static Specification<WorkflowListEntry> withSnapshot(@Nullable String targetName) {
    return (row, query, criteria) ->
        targetName == null
            ? row.get("snapshot").isNotNull()
            : criteria.and(
                row.get("snapshot").isNotNull(), criteria.equal(row.get("targetName"), targetName));
  }
}

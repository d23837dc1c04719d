package dev.pawl.finding;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** Stores baselines. Callers of a project see only the baselines of that project; other callers see all. */
interface BaselineRepository extends JpaRepository<Baseline, UUID> {

  /** Selects the rows that a caller sees. */
  String VISIBLE = "(:project is null or b.project = :project)";

  @Query(
      "select b from Baseline b where "
          + VISIBLE
          + " and (:target is null or b.targetName = :target) order by b.targetName, b.project")
  List<Baseline> findVisible(@Nullable String target, @Nullable String project);

  @Query("select b from Baseline b where b.id = :id and " + VISIBLE)
  Optional<Baseline> findVisibleById(UUID id, @Nullable String project);

  /** Deletes a baseline with its findings, and returns 0 if it does not exist: another request may have deleted it. */
  @Modifying
  @Query("delete from Baseline b where b.id = :id and " + VISIBLE)
  int deleteVisibleById(UUID id, @Nullable String project);

  List<Baseline> findByTargetNameAndProjectIn(String targetName, Collection<String> projects);

  /** Returns a baseline and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Baseline> findForUpdateByTargetNameAndProject(String targetName, String project);
}

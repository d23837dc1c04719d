package dev.pawl.schedule;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.transaction.annotation.Transactional;

/** Stores schedules. Callers of a project see only the schedules of that project; other callers see all. */
interface ScheduleRepository extends JpaRepository<Schedule, UUID> {

  /** Selects the rows that a caller sees. */
  String VISIBLE = "(:project is null or s.project = :project)";

  @Query("select s from Schedule s where " + VISIBLE + " order by s.definition.name, s.project")
  List<Schedule> findVisible(@Nullable String project);

  @Query("select s from Schedule s where s.id = :id and " + VISIBLE)
  Optional<Schedule> findVisibleById(UUID id, @Nullable String project);

  /** Returns a schedule and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select s from Schedule s where s.id = :id and " + VISIBLE)
  Optional<Schedule> findForUpdate(UUID id, @Nullable String project);

  /** Returns the schedules that are due, the longest overdue first. */
  List<Schedule> findByNextAtLessThanEqualOrderByNextAtAscIdAsc(Instant now, Limit limit);

  /** Locks a schedule until the end of the transaction; empty if another transaction has locked or changed it. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
  Optional<Schedule> findAndSkipLockedByIdAndVersion(UUID id, long version);

  /** Returns the number of schedules of a project, or of those without one. */
  @Query(
      """
      select count(s) from Schedule s
      where s.project = :project or s.project is null and :project is null
      """)
  long countOfProject(@Nullable String project);

  /** Serializes creations until the end of the transaction. */
  @Modifying
  @Query(value = "lock table schedule in share row exclusive mode", nativeQuery = true)
  void lockTable();

  @Transactional
  @Modifying
  @Query("delete from Schedule s where s.id = :id and " + VISIBLE)
  int deleteVisibleById(UUID id, @Nullable String project);
}

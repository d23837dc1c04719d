package dev.pawl.schedule;

import dev.pawl.submission.WorkflowTemplateRepository;
import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;

/** Stores schedules. */
interface ScheduleRepository extends WorkflowTemplateRepository<Schedule> {

  /** Returns the schedules that are due, the longest overdue first. */
  List<Schedule> findByNextAtLessThanEqualOrderByNextAtAscIdAsc(Instant now, Limit limit);

  /** Locks a schedule until the end of the transaction; empty if another transaction has locked or changed it. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
  Optional<Schedule> findAndSkipLockedByIdAndVersion(UUID id, long version);

  @Override
  @Modifying
  @Query(value = "lock table schedule in share row exclusive mode", nativeQuery = true)
  void lockTable();
}

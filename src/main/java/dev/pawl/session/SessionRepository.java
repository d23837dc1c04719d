package dev.pawl.session;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;

/** Stores sessions. */
interface SessionRepository extends JpaRepository<Session, UUID> {

  /** Returns the most recently used sessions. */
  List<Session> findByOrderByUsedAtDesc(Limit limit);

  @Query("select s.target from Session s where s.id = :id and s.status = OPEN")
  Optional<String> findOpenTarget(UUID id);

  /** Returns a session and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Session> findForUpdateById(UUID id);

  /** Locks the open sessions that were last used before a time, except those that another transaction has locked. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
  @Query("select s from Session s where s.status = OPEN and s.usedAt < :time")
  List<Session> findIdleAndSkipLocked(Instant time);
}

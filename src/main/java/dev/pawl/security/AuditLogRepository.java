package dev.pawl.security;

import java.time.Instant;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads the audit log, and deletes its old entries. */
interface AuditLogRepository extends Repository<AuditEntry, Long> {

  Window<AuditEntry> findByOrderByIdDesc(ScrollPosition position, Limit limit);

  @Transactional
  @Modifying
  @Query("delete from AuditEntry e where e.at < :time")
  void deleteOlderThan(Instant time);
}

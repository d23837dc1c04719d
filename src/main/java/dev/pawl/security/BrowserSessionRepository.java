package dev.pawl.security;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores the sessions of browsers. */
interface BrowserSessionRepository extends Repository<BrowserSession, byte[]> {

  BrowserSession save(BrowserSession session);

  Optional<BrowserSession> findByIdAndExpiresAtAfter(byte[] id, Instant time);

  @Transactional
  void removeById(byte[] id);

  @Transactional
  void deleteByExpiresAtBefore(Instant time);
}

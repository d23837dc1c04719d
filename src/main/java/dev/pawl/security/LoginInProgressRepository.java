package dev.pawl.security;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores OpenID Connect logins in progress. */
interface LoginInProgressRepository extends Repository<LoginInProgress, byte[]> {

  LoginInProgress save(LoginInProgress login);

  Optional<LoginInProgress> findByIdAndStartedAtAfter(byte[] id, Instant time);

  @Transactional
  void removeById(byte[] id);

  @Transactional
  void deleteByStartedAtBefore(Instant time);
}

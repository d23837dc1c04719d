package dev.pawl.security;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores API tokens. */
interface ApiTokenRepository extends Repository<StoredApiToken, UUID> {

  Optional<StoredApiToken> findByHash(byte[] hash);

  List<StoredApiToken> findByOrderByCreatedAtDescIdAsc();

  /** Returns a token and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<StoredApiToken> findForUpdateById(UUID id);

  StoredApiToken save(StoredApiToken token);

  /** Sets only the time of use, so that it cannot undo a revocation. */
  @Transactional
  @Modifying
  @Query("update StoredApiToken t set t.lastUsedAt = :time where t.id = :id")
  void recordUse(UUID id, Instant time);

  @Transactional
  @Modifying
  @Query("delete from StoredApiToken t where t.createdBy = :creator and t.expiresAt < :time")
  void deleteByCreatorAndExpiredBefore(String creator, Instant time);
}

package dev.pawl.credential;

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

/** Stores credentials with their encrypted secrets. */
interface CredentialRepository extends Repository<StoredCredential, UUID> {

  List<StoredCredential> findByOrderByUrl();

  List<StoredCredential> findByName(String name);

  /** Returns a credential and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<StoredCredential> findForUpdateById(UUID id);

  StoredCredential save(StoredCredential credential);

  void delete(StoredCredential credential);

  @Modifying
  @Query("delete from StoredCredential c where c.url = :url")
  void deleteByUrl(String url);

  /** Sets only the time of use, so that it cannot bring back a credential that is replaced meanwhile. */
  @Transactional
  @Modifying
  @Query("update StoredCredential c set c.lastUsedAt = :time where c.id = :id")
  void recordUse(UUID id, Instant time);

  /** Serializes replacements until the end of the transaction. */
  @Modifying
  @Query(value = "lock table credential in share row exclusive mode", nativeQuery = true)
  void lockTable();
}

package dev.pawl.forge;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores the events that forges have sent. */
interface ReceivedEventRepository extends Repository<ReceivedEvent, UUID> {

  /**
   * Inserts an event, unless one with the same delivery id or the same body was received before.
   *
   * @param digest the digest of the body; most signatures do not cover the delivery id
   * @param line the branch or pull request, whose events are processed one after the other
   * @param content the event (JSON)
   * @return the number of inserted events
   */
  @Transactional
  @Modifying
  @Query(
      value =
          """
          insert into forge_event (id, forge, delivery, digest, repository, line, content, received_at, tries, next_at)
          values (:id, :forge, :delivery, :digest, :repository, :line, cast(:content as jsonb), :now, 0, :now)
          on conflict do nothing
          """,
      nativeQuery = true)
  int insertIfNew(
      UUID id,
      String forge,
      String delivery,
      String digest,
      String repository,
      String line,
      String content,
      Instant now);

  /** Returns the id of the event with a delivery id or a body. */
  @NativeQuery(
      """
      select id from forge_event
      where forge = :forge and (delivery = :delivery or digest = :digest)
      order by received_at limit 1
      """)
  Optional<UUID> findDuplicateId(String forge, String delivery, String digest);

  /**
   * Locks due events until the end of the transaction: of each branch and pull request the oldest, except those that
   * another node has locked or claimed.
   */
  @NativeQuery(
      """
      select * from forge_event e
      where next_at <= :now and (claimed_until is null or claimed_until <= :now)
        and not exists (
          select 1 from forge_event o
          where o.forge = e.forge and o.repository = e.repository and o.line = e.line and o.next_at is not null
            and (o.received_at, o.id) < (e.received_at, e.id))
      order by received_at limit :max for update of e skip locked
      """)
  List<ReceivedEvent> findDueAndSkipLocked(Instant now, int max);

  /** Returns an event and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<ReceivedEvent> findForUpdateById(UUID id);

  Optional<ReceivedEvent> findById(UUID id);

  /** Deletes events that were processed before a time. */
  @Transactional
  @Modifying
  @Query("delete from ReceivedEvent e where e.processedAt < :cutoff")
  int deleteProcessedBefore(Instant cutoff);
}

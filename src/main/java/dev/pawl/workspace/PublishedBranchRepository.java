package dev.pawl.workspace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores the branches that Pawl has pushed. */
interface PublishedBranchRepository extends Repository<PublishedBranch, UUID> {

  PublishedBranch save(PublishedBranch branch);

  Optional<PublishedBranch> findByRepositoryAndBranch(String repository, String branch);

  List<PublishedBranch> findByBranch(String branch);

  @Transactional
  void deleteById(UUID id);

  /**
   * Claims branches that were pushed before a time, so that no other node checks them at the same time.
   *
   * @param retryBefore the time before which a failed check is repeated
   */
  @Transactional
  @NativeQuery(
      """
      update published_branch set checked_at = :now where id in (
        select id from published_branch
        where pushed_at < :cutoff and (checked_at is null or checked_at < :retryBefore)
        order by pushed_at limit :max for update skip locked)
      returning *
      """)
  List<PublishedBranch> claimPushedBefore(
      Instant cutoff, Instant retryBefore, Instant now, int max);
}

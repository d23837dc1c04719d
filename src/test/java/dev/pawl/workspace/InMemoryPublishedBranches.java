package dev.pawl.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.test.util.ReflectionTestUtils;

/** Keeps the records of pushed branches in memory, for tests without a database. */
final class InMemoryPublishedBranches implements PublishedBranchRepository {

  private final List<PublishedBranch> records = new ArrayList<>();

  @Override
  public PublishedBranch save(PublishedBranch branch) {
    if (!records.contains(branch)) {
      ReflectionTestUtils.setField(branch, "id", UUID.randomUUID());
      records.add(branch);
    }
    return branch;
  }

  @Override
  public Optional<PublishedBranch> findByRepositoryAndBranch(String repository, String branch) {
    return records.stream()
        .filter(record -> record.repository().equals(repository) && record.branch().equals(branch))
        .findFirst();
  }

  @Override
  public void deleteById(UUID id) {
    records.removeIf(record -> record.id().equals(id));
  }

  @Override
  public List<PublishedBranch> claimPushedBefore(
      Instant cutoff, Instant retryBefore, Instant now, int max) {
    throw new UnsupportedOperationException("needs a database");
  }
}

package dev.pawl.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.test.util.ReflectionTestUtils;

/** Keeps the records of pushed branches in memory, for tests without a database. */
final class InMemoryPublishedBranches implements PublishedBranchRepository {

  private final List<PublishedBranch> records = new ArrayList<>();
  private final Map<UUID, Instant> checkedAt = new HashMap<>();

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
  public List<PublishedBranch> findByBranch(String branch) {
    return records.stream().filter(record -> record.branch().equals(branch)).toList();
  }

  @Override
  public void deleteById(UUID id) {
    records.removeIf(record -> record.id().equals(id));
  }

  @Override
  public List<PublishedBranch> claimPushedBefore(
      Instant cutoff, Instant retryBefore, Instant now, int max) {
    List<PublishedBranch> claimed =
        records.stream()
            .filter(record -> pushedAt(record).isBefore(cutoff))
            .filter(
                record -> checkedAt.getOrDefault(record.id(), Instant.MIN).isBefore(retryBefore))
            .sorted(Comparator.comparing(InMemoryPublishedBranches::pushedAt))
            .limit(max)
            .toList();
    claimed.forEach(record -> checkedAt.put(record.id(), now));
    return claimed;
  }

  private static Instant pushedAt(PublishedBranch record) {
    return (Instant) Objects.requireNonNull(ReflectionTestUtils.getField(record, "pushedAt"));
  }
}

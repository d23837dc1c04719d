package dev.pawl.retention;

import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.snapshot.SnapshotPruner;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old snapshots of targets, but never those in use. */
@Component
class SnapshotRetentionJob {

  private static final Logger log = LoggerFactory.getLogger(SnapshotRetentionJob.class);

  private static final String RANKED =
      """
      with ranked as (
        select id, snapshot, tree, target_name,
          created_at < :before and row_number() over (partition by target_name order by created_at desc) > :last as old
        from workflow where snapshot is not null and states_pruned_at is null %s)
      """;

  private final JdbcClient client;
  private final SnapshotPruner pruner;
  private final RetentionProperties properties;
  private final NodeService nodes;
  private final Clock clock;

  SnapshotRetentionJob(
      JdbcClient client,
      SnapshotPruner pruner,
      RetentionProperties properties,
      NodeService nodes,
      Clock clock) {
    this.client = client;
    this.pruner = pruner;
    this.properties = properties;
    this.nodes = nodes;
    this.clock = clock;
  }

  /** Deletes the snapshots of all targets that are no longer needed. */
  @Scheduled(
      fixedDelayString = "${pawl.retention.cleanup-interval:1h}",
      initialDelayString = "${pawl.retention.cleanup-interval:1h}")
  void deleteExpiredSnapshots() {
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    for (String target : findTargets()) {
      try {
        prune(target);
      } catch (IOException | RuntimeException e) {
        log.warn(
            "Old snapshots not deleted, retrying later: target {}: {}", target, e.getMessage());
      }
    }
    deleteAbandoned();
    shrinkCache();
  }

  private void shrinkCache() {
    try {
      int deleted = pruner.shrinkCache(this::findUsedTargets);
      if (deleted > 0) {
        log.info("Deleted the snapshots of {} targets from the disk of this node", deleted);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("Snapshots not deleted from the disk, retrying later: {}", e.getMessage());
    }
  }

  private Set<String> findUsedTargets() {
    return new HashSet<>(
        client
            .sql(
                """
                select target_name from workflow
                where status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION') or rollback_requested or publishing
                """)
            .query(String.class)
            .list());
  }

  private void deleteAbandoned() {
    try {
      int deleted = pruner.deleteAbandoned(this::findAllTargets);
      if (deleted > 0) {
        log.info("Deleted the snapshots and clones of {} targets without workflows", deleted);
      }
    } catch (IOException | RuntimeException e) {
      log.warn(
          "Snapshots of targets without workflows not deleted, retrying later: {}", e.getMessage());
    }
  }

  /** Returns the names of all targets, and the URLs as they were written, which earlier versions used as names. */
  private Set<String> findAllTargets() {
    return new HashSet<>(
        client
            .sql(
                """
                select target_name from workflow
                union select target -> 'git' ->> 'url' from workflow where target -> 'git' is not null
                """)
            .query(String.class)
            .list());
  }

  private JdbcClient.StatementSpec ranked(String where, String select) {
    return client
        .sql(RANKED.formatted(where) + select)
        .param(
            "before",
            Timestamp.from(RetentionProperties.cutoff(clock.instant(), properties.snapshots())))
        .param("last", properties.keepLast());
  }

  /** Returns the targets with snapshots to delete, and for two days those of which some were deleted, in several steps. */
  private List<String> findTargets() {
    String inSteps =
        pruner.deletesInSteps()
            ? " union select target_name from workflow where states_pruned_at > now() - interval '2 days'"
            : "";
    return ranked("", "select target_name from ranked where old group by target_name" + inSteps)
        .query(String.class)
        .list()
        .stream()
        .map(Objects::requireNonNull)
        .toList();
  }

  private void prune(String target) throws IOException {
    List<UUID> expired =
        ranked("and target_name = :target", "select id from ranked where old")
            .param("target", target)
            .query(UUID.class)
            .list()
            .stream()
            .map(Objects::requireNonNull)
            .toList();
    if (pruner.retainOnly(target, () -> findRetained(target)) && !expired.isEmpty()) {
      client
          .sql("update workflow set states_pruned_at = ? where id = any(?)")
          .params(Timestamp.from(clock.instant()), expired.toArray(UUID[]::new))
          .update();
      log.info("Deleted the snapshots of {} old workflows: target {}", expired.size(), target);
    }
  }

  /** Returns the snapshots to retain; empty while the target is in use. */
  private Optional<Set<String>> findRetained(String target) {
    boolean inUse =
        client
            .sql(
                """
                select exists (select from workflow where target_name = ?
                  and (status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION') or rollback_requested))
                """)
            .param(target)
            .query(Boolean.class)
            .single();
    if (inUse) {
      return Optional.empty();
    }
    return Optional.of(
        new HashSet<>(
            ranked(
                    "and target_name = :target",
                    """
                    select snapshot from ranked where not old and snapshot is not null
                    union select tree from ranked where not old and tree is not null
                    union select s.tree from step s join phase p on p.id = s.phase_id
                      join ranked r on r.id = p.workflow_id where not r.old and s.tree is not null
                    """)
                .param("target", target)
                .query(String.class)
                .list()));
  }
}

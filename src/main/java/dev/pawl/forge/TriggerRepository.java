package dev.pawl.forge;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** Stores triggers. Callers of a project see only the triggers of that project; other callers see all. */
interface TriggerRepository extends JpaRepository<Trigger, UUID> {

  /** Selects the rows that a caller sees. */
  String VISIBLE = "(:project is null or t.project = :project)";

  @Query("select t from Trigger t where " + VISIBLE + " order by t.definition.name, t.project")
  List<Trigger> findVisible(@Nullable String project);

  @Query("select t from Trigger t where t.id = :id and " + VISIBLE)
  Optional<Trigger> findVisibleById(UUID id, @Nullable String project);

  /** Returns a trigger and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select t from Trigger t where t.id = :id and " + VISIBLE)
  Optional<Trigger> findForUpdate(UUID id, @Nullable String project);

  /** Returns the enabled triggers of a repository. */
  @Query(
      """
      select t from Trigger t
      where t.definition.forge = :forge and t.definition.repository = :repository and t.definition.enabled
      order by t.createdAt, t.id
      """)
  List<Trigger> findEnabled(String forge, String repository);

  /** Returns the number of triggers of a project, or of those without one. */
  @Query(
      """
      select count(t) from Trigger t
      where t.project = :project or t.project is null and :project is null
      """)
  long countOfProject(@Nullable String project);

  /** Serializes creations until the end of the transaction. */
  @Modifying
  @Query(value = "lock table forge_trigger in share row exclusive mode", nativeQuery = true)
  void lockTable();

  @Transactional
  @Modifying
  @Query("delete from Trigger t where t.id = :id and " + VISIBLE)
  int deleteVisibleById(UUID id, @Nullable String project);
}

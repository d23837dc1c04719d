package dev.pawl.submission;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.transaction.annotation.Transactional;

/** Stores templates. Callers of a project see only the templates of that project; other callers see all. */
@NoRepositoryBean
public interface WorkflowTemplateRepository<T extends WorkflowTemplate<?>>
    extends JpaRepository<T, UUID> {

  /** Selects the rows that a caller sees. */
  String VISIBLE = "(:project is null or t.project = :project)";

  @Query(
      "select t from #{#entityName} t where " + VISIBLE + " order by t.definition.name, t.project")
  List<T> findVisible(@Nullable String project);

  @Query("select t from #{#entityName} t where t.id = :id and " + VISIBLE)
  Optional<T> findVisibleById(UUID id, @Nullable String project);

  /** Returns a template and locks its row until the end of the transaction. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select t from #{#entityName} t where t.id = :id and " + VISIBLE)
  Optional<T> findForUpdate(UUID id, @Nullable String project);

  /** Returns the number of templates of a project, or of those without one. */
  @Query(
      """
      select count(t) from #{#entityName} t
      where t.project = :project or t.project is null and :project is null
      """)
  long countOfProject(@Nullable String project);

  /** Serializes creations until the end of the transaction. */
  void lockTable();

  @Transactional
  @Modifying
  @Query("delete from #{#entityName} t where t.id = :id and " + VISIBLE)
  int deleteVisibleById(UUID id, @Nullable String project);
}

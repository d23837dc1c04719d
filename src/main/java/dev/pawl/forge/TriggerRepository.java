package dev.pawl.forge;

import dev.pawl.submission.WorkflowTemplateRepository;
import java.util.List;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** Stores triggers. */
interface TriggerRepository extends WorkflowTemplateRepository<Trigger> {

  /** Returns the enabled triggers of a repository. */
  @Query(
      """
      select t from Trigger t
      where t.definition.forge = :forge and t.definition.repository = :repository and t.definition.enabled
      order by t.createdAt, t.id
      """)
  List<Trigger> findEnabled(String forge, String repository);

  @Override
  @Modifying
  @Query(value = "lock table forge_trigger in share row exclusive mode", nativeQuery = true)
  void lockTable();
}

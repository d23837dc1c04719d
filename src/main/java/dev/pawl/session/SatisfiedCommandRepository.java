package dev.pawl.session;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Stores the satisfied commands of sessions. */
interface SatisfiedCommandRepository extends Repository<SatisfiedCommand, SatisfiedCommand.Key> {

  /** Inserts a satisfied command, or replaces the one with the same key. The session must be locked. */
  SatisfiedCommand save(SatisfiedCommand command);

  /** Deletes a satisfied command, if it exists. The session must be locked. */
  void deleteByKey(SatisfiedCommand.Key key);

  List<SatisfiedCommand> findByKeySessionOrderBySatisfiedAt(UUID session);

  /** Returns what last satisfied a command on this tree or on any; empty if it is not satisfied. */
  @Query(
      """
      select c.satisfiedBy from SatisfiedCommand c
      where c.key.session = :session and c.key.command = :command and c.key.tree in (:tree, '*')
      order by c.satisfiedAt desc limit 1
      """)
  Optional<String> findSatisfier(UUID session, String command, String tree);
}

package dev.pawl.session;

import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Stores the events of sessions. */
interface SessionEventRepository extends Repository<StoredSessionEvent, StoredSessionEvent.Key> {

  StoredSessionEvent save(StoredSessionEvent event);

  List<StoredSessionEvent> findByKeySessionOrderByKeySequence(UUID session);
}

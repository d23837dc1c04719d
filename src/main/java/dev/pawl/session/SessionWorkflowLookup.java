package dev.pawl.session;

import dev.pawl.session.SessionView.ActiveWork;
import java.util.List;
import java.util.UUID;

/** Provides the workflows of sessions; implemented by the module that executes them. */
public interface SessionWorkflowLookup {

  /** Returns the workflows that have not ended. */
  List<ActiveWork> findActive(UUID session);

  /** Repairs the workflows of a session after an interruption. Returns one sentence per repair. */
  List<String> repair(UUID session);

  /** Returns one sentence per inconsistency that cannot be repaired. */
  List<String> findInconsistencies(UUID session);
}

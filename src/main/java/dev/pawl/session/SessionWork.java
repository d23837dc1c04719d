package dev.pawl.session;

import dev.pawl.session.SessionView.ActiveWork;
import java.util.List;
import java.util.UUID;

/** What works in sessions, as far as sessions want to know; offered by who runs it. */
public interface SessionWork {

  /** What is not over. */
  List<ActiveWork> active(UUID session);

  /** Puts right what an interruption left behind, and says what it was, one sentence each. */
  List<String> repair(UUID session);

  /** What does not fit together and cannot be put right, one sentence each. */
  List<String> inconsistencies(UUID session);
}

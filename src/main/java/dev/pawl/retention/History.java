package dev.pawl.retention;

/** What is kept in partitions by time: a table whose key begins with an identity that begins with the time it was given at. */
enum History {
  /** By workflow. A partition goes when all workflows that were made in its time may go. */
  EVENT(
      "event",
      "workflow_id",
      "workflow",
      "select exists (select from workflow w where w.id >= :from and w.id < :to and (%s) is not true)"),

  /**
   * By step. Steps are made with their workflow, and some later, when others are taken back; so older workflows are looked at
   * too, of which there are few: most are gone.
   */
  FINDING(
      "finding",
      "step_id",
      "step",
      """
      select exists (select from workflow w join phase p on p.workflow_id = w.id join step s on s.phase_id = p.id
        where w.id < :to and s.id >= :from and s.id < :to and (%s) is not true)
      """);

  /** Of a workflow that ended long enough ago, and is not about to change once more. */
  private static final String OLD =
      "w.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK') and not w.rollback_requested and w.ended_at < :before";

  private final String table;
  private final String key;
  private final String owner;
  private final String needed;

  History(String table, String key, String owner, String needed) {
    this.table = table;
    this.key = key;
    this.owner = owner;
    this.needed = needed;
  }

  String table() {
    return table;
  }

  /** The column that says into which partition a row goes. */
  String key() {
    return key;
  }

  /** The table that the key refers to. */
  String owner() {
    return owner;
  }

  /** Takes what no other partition is for. */
  String other() {
    return table + "_other";
  }

  /** Asks whether rows between two identities belong to a workflow that is younger than it has to be. */
  String needed() {
    return needed.formatted(OLD);
  }
}

package dev.pawl.retention;

/** The tables that are partitioned by time: the UUIDv7 at the start of their key begins with its creation time. */
enum PartitionedTable {
  /** Events, by workflow. A partition is dropped when all workflows created in its time span may be deleted. */
  EVENT(
      "event",
      "workflow_id",
      "workflow",
      """
      select exists (select from workflow w where w.id >= :from and w.id < :to and (%s) is not true)
      """),

  /**
   * Findings, by step. Steps are created with their workflow, and some later by a rollback, so older workflows are
   * checked too; only few of these still exist.
   */
  FINDING(
      "finding",
      "step_id",
      "step",
      """
      select exists (select from workflow w join phase p on p.workflow_id = w.id join step s on s.phase_id = p.id
        where w.id < :to and s.id >= :from and s.id < :to and (%s) is not true)
      """);

  /** The condition of a workflow that ended long enough ago and has no pending rollback. */
  private static final String EXPIRED =
      """
      w.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'ROLLED_BACK') and not w.rollback_requested
        and w.ended_at < :before\
      """;

  private final String table;
  private final String partitionKey;
  private final String referencedTable;
  private final String retainedQuery;

  PartitionedTable(
      String table, String partitionKey, String referencedTable, String retainedQuery) {
    this.table = table;
    this.partitionKey = partitionKey;
    this.referencedTable = referencedTable;
    this.retainedQuery = retainedQuery;
  }

  String table() {
    return table;
  }

  /** Returns the column that determines the partition of a row. */
  String partitionKey() {
    return partitionKey;
  }

  /** Returns the table that the key references. */
  String referencedTable() {
    return referencedTable;
  }

  /** Returns the name of the default partition. */
  String defaultPartition() {
    return table + "_other";
  }

  /** Returns the query for whether rows between two keys belong to a workflow that must be retained. */
  String retainedQuery() {
    return retainedQuery.formatted(EXPIRED);
  }
}

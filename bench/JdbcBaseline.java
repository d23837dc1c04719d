import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The upper bound of the database: a JDBC loop that stores workflows of 7 steps as plain rows, with 8 commits each. */
class JdbcBaseline {

  private static final int STEPS = 7;
  private static final int CONNECTIONS = 8;

  /** Returns the number of workflows stored per second. */
  static double measure(BenchmarkDatabase database, int workflows) throws Exception {
    database.execute(
        "create table if not exists baseline_workflow"
            + " (id uuid primary key, status text, at timestamptz, completed_steps int)");
    database.execute(
        "create table if not exists baseline_step (workflow uuid, number int, status text, result"
            + " text, primary key (workflow, number))");
    var remaining = new AtomicInteger(workflows);
    long startedAt = System.nanoTime();
    LatencyRecorder.runConcurrently(
        CONNECTIONS,
        client -> {
          try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            while (remaining.getAndDecrement() > 0) {
              storeWorkflow(connection, UUID.randomUUID());
            }
          }
        });
    return workflows / ((System.nanoTime() - startedAt) / 1e9);
  }

  private static void storeWorkflow(Connection connection, UUID id) throws Exception {
    try (PreparedStatement insertWorkflow =
            connection.prepareStatement(
                "insert into baseline_workflow values (?, 'RUNNING', now(), 0)");
        PreparedStatement insertStep =
            connection.prepareStatement(
                "insert into baseline_step values (?, ?, 'PENDING', null)");
        PreparedStatement completeStep =
            connection.prepareStatement(
                "update baseline_step set status = 'COMPLETED', result = '{}' where workflow = ?"
                    + " and number = ?");
        PreparedStatement updateWorkflow =
            connection.prepareStatement(
                "update baseline_workflow set completed_steps = ?, at = now() where id = ?")) {
      insertWorkflow.setObject(1, id);
      insertWorkflow.executeUpdate();
      for (int number = 1; number <= STEPS; number++) {
        insertStep.setObject(1, id);
        insertStep.setInt(2, number);
        insertStep.addBatch();
      }
      insertStep.executeBatch();
      connection.commit();
      for (int number = 1; number <= STEPS; number++) {
        completeStep.setObject(1, id);
        completeStep.setInt(2, number);
        completeStep.executeUpdate();
        updateWorkflow.setInt(1, number);
        updateWorkflow.setObject(2, id);
        updateWorkflow.executeUpdate();
        connection.commit();
      }
    }
  }
}

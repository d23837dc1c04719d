import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What the database could do at most: a loop that keeps workflows of 7 steps as bare rows, with 8 commits each. */
class Anchor {

  private static final int STEPS = 7;
  private static final int CONNECTIONS = 8;

  /** Workflows a second. */
  static double run(Database database, int workflows) throws Exception {
    database.execute(
        "create table if not exists anchor_workflow (id uuid primary key, status text, at timestamptz, reached int)");
    database.execute(
        "create table if not exists anchor_step (workflow uuid, number int, status text, result text, primary key (workflow, number))");
    var left = new AtomicInteger(workflows);
    long begun = System.nanoTime();
    Times.each(CONNECTIONS, one -> {
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        while (left.getAndDecrement() > 0) {
          keep(connection, UUID.randomUUID());
        }
      }
    });
    return workflows / ((System.nanoTime() - begun) / 1e9);
  }

  private static void keep(Connection connection, UUID id) throws Exception {
    try (PreparedStatement workflow =
            connection.prepareStatement("insert into anchor_workflow values (?, 'RUNNING', now(), 0)");
        PreparedStatement step =
            connection.prepareStatement("insert into anchor_step values (?, ?, 'PENDING', null)");
        PreparedStatement done =
            connection.prepareStatement(
                "update anchor_step set status = 'COMPLETED', result = '{}' where workflow = ? and number = ?");
        PreparedStatement reached =
            connection.prepareStatement("update anchor_workflow set reached = ?, at = now() where id = ?")) {
      workflow.setObject(1, id);
      workflow.executeUpdate();
      for (int number = 1; number <= STEPS; number++) {
        step.setObject(1, id);
        step.setInt(2, number);
        step.addBatch();
      }
      step.executeBatch();
      connection.commit();
      for (int number = 1; number <= STEPS; number++) {
        done.setObject(1, id);
        done.setInt(2, number);
        done.executeUpdate();
        reached.setInt(1, number);
        reached.setObject(2, id);
        reached.executeUpdate();
        connection.commit();
      }
    }
  }
}

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;

/** db-scheduler: one task per workflow, rescheduled for each step, with a history row for each step. */
class DbSchedulerPeer {

  private static final String TABLES =
      """
      create table scheduled_tasks (
        task_name text not null,
        task_instance text not null,
        task_data bytea,
        execution_time timestamptz not null,
        picked boolean not null,
        picked_by text,
        last_success timestamptz,
        last_failure timestamptz,
        consecutive_failures int,
        last_heartbeat timestamptz,
        version bigint not null,
        priority smallint,
        primary key (task_name, task_instance));
      create index on scheduled_tasks (execution_time);
      create index on scheduled_tasks (last_heartbeat);
      create table history (workflow uuid, step int, at timestamptz not null, primary key (workflow, step));
      """;

  public static void main(String[] arguments) {
    PeerProcess.serve(arguments[0], DbSchedulerPeer::start);
  }

  private static PeerProcess.Submitter start(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
    CustomTask<Integer> task =
        Tasks.custom("workflow", Integer.class)
            .execute((instance, context) -> {
              insertHistory(database, UUID.fromString(instance.getId()), instance.getData());
              return completeStep(instance.getData());
            });
    Scheduler scheduler =
        Scheduler.create(database, task)
            .threads(PeerProcess.WORKERS)
            .pollUsingLockAndFetch(0.5, 4)
            .pollingInterval(Duration.ofMillis(100))
            .enableImmediateExecution()
            .build();
    scheduler.start();
    return () -> scheduler.schedule(task.instance(UUID.randomUUID().toString(), 1), Instant.now());
  }

  private static CompletionHandler<Integer> completeStep(int step) {
    return step == PeerProcess.STEPS
        ? new CompletionHandler.OnCompleteRemove<>()
        : (completed, operations) -> operations.reschedule(completed, Instant.now(), step + 1);
  }

  private static void insertHistory(DataSource database, UUID workflow, int step) {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into history values (?, ?, now())")) {
      insert.setObject(1, workflow);
      insert.setInt(2, step);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

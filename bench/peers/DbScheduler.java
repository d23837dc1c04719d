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

/** db-scheduler: a task that is due again for each step, and a row of history for each. */
class DbScheduler {

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
    Peer.serve(arguments[0], DbScheduler::start);
  }

  private static Peer.Client start(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
    CustomTask<Integer> task =
        Tasks.custom("workflow", Integer.class).execute((instance, context) -> {
          keep(database, UUID.fromString(instance.getId()), instance.getData());
          return after(instance.getData());
        });
    Scheduler scheduler =
        Scheduler.create(database, task)
            .threads(Peer.WORKERS)
            .pollUsingLockAndFetch(0.5, 4)
            .pollingInterval(Duration.ofMillis(100))
            .enableImmediateExecution()
            .build();
    scheduler.start();
    return () -> scheduler.schedule(task.instance(UUID.randomUUID().toString(), 1), Instant.now());
  }

  private static CompletionHandler<Integer> after(int step) {
    return step == Peer.STEPS
        ? new CompletionHandler.OnCompleteRemove<>()
        : (complete, operations) -> operations.reschedule(complete, Instant.now(), step + 1);
  }

  private static void keep(DataSource database, UUID workflow, int step) {
    try (Connection connection = database.getConnection();
        PreparedStatement row = connection.prepareStatement("insert into history values (?, ?, now())")) {
      row.setObject(1, workflow);
      row.setInt(2, step);
      row.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

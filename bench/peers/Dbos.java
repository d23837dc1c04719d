import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import javax.sql.DataSource;

/** DBOS Transact: a method whose steps are kept. */
public class Dbos {

  /** What is started. */
  public interface Workflows {
    void run() throws Exception;
  }

  /** Runs steps that do nothing. */
  public static class Steps implements Workflows {

    private final DBOS dbos;

    Steps(DBOS dbos) {
      this.dbos = dbos;
    }

    @Workflow(name = "workflow")
    @Override
    public void run() throws Exception {
      for (int step = 1; step <= Peer.STEPS; step++) {
        dbos.runStep(() -> {}, "step" + step);
      }
    }
  }

  public static void main(String[] arguments) {
    Peer.serve(arguments[0], Dbos::start);
  }

  private static Peer.Client start(DataSource database) {
    var dbos = new DBOS(DBOSConfig.defaults("peer").withDataSource(database));
    Workflows workflows = dbos.registerProxy(Workflows.class, new Steps(dbos));
    dbos.launch();
    return () -> dbos.startWorkflow(() -> workflows.run());
  }
}

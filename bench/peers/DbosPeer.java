import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import javax.sql.DataSource;

/** DBOS Transact: a workflow method with durable steps. */
public class DbosPeer {

  /** The workflow, as the interface that DBOS creates a proxy for. */
  public interface StepWorkflow {
    void run() throws Exception;
  }

  /** Runs steps that do nothing. */
  public static class NoOpStepWorkflow implements StepWorkflow {

    private final DBOS dbos;

    NoOpStepWorkflow(DBOS dbos) {
      this.dbos = dbos;
    }

    @Workflow(name = "workflow")
    @Override
    public void run() throws Exception {
      for (int step = 1; step <= PeerProcess.STEPS; step++) {
        dbos.runStep(() -> {}, "step" + step);
      }
    }
  }

  public static void main(String[] arguments) {
    PeerProcess.serve(arguments[0], DbosPeer::start);
  }

  private static PeerProcess.Submitter start(DataSource database) {
    var dbos = new DBOS(DBOSConfig.defaults("peer").withDataSource(database));
    StepWorkflow workflow = dbos.registerProxy(StepWorkflow.class, new NoOpStepWorkflow(dbos));
    dbos.launch();
    return () -> dbos.startWorkflow(() -> workflow.run());
  }
}

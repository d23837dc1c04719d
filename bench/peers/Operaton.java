import javax.sql.DataSource;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.ProcessEngineConfiguration;
import org.operaton.bpm.engine.delegate.DelegateExecution;
import org.operaton.bpm.engine.delegate.JavaDelegate;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.operaton.bpm.model.bpmn.Bpmn;
import org.operaton.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;

/** Operaton, embedded: a process of service tasks, each in a transaction of its own, with all its history. */
public class Operaton {

  /** A step. */
  public static class Work implements JavaDelegate {

    @Override
    public void execute(DelegateExecution execution) {}
  }

  public static void main(String[] arguments) {
    Peer.serve(arguments[0], Operaton::start);
  }

  private static Peer.Client start(DataSource database) {
    var jobs = new DefaultJobExecutor();
    jobs.setCorePoolSize(Peer.WORKERS);
    ProcessEngine engine =
        new StandaloneProcessEngineConfiguration()
            .setJobExecutor(jobs)
            .setDataSource(database)
            .setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE)
            .setHistory(ProcessEngineConfiguration.HISTORY_FULL)
            .setJobExecutorActivate(true)
            .setClassLoader(Operaton.class.getClassLoader())
            .buildProcessEngine();
    AbstractFlowNodeBuilder<?, ?> process =
        Bpmn.createExecutableProcess("workflow").operatonHistoryTimeToLiveString("P1D").startEvent();
    for (int step = 1; step <= Peer.STEPS; step++) {
      process = process.serviceTask("step" + step).operatonClass(Work.class).operatonAsyncBefore();
    }
    engine.getRepositoryService()
        .createDeployment()
        .addModelInstance("workflow.bpmn", process.endEvent().done())
        .deploy();
    return () -> engine.getRuntimeService().startProcessInstanceByKey("workflow");
  }
}

import javax.sql.DataSource;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.ProcessEngineConfiguration;
import org.operaton.bpm.engine.delegate.DelegateExecution;
import org.operaton.bpm.engine.delegate.JavaDelegate;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.operaton.bpm.model.bpmn.Bpmn;
import org.operaton.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;

/** Embedded Operaton: a process of asynchronous service tasks, each in its own transaction, with full history. */
public class OperatonPeer {

  /** A step that does nothing. */
  public static class NoOpStep implements JavaDelegate {

    @Override
    public void execute(DelegateExecution execution) {}
  }

  public static void main(String[] arguments) {
    PeerProcess.serve(arguments[0], OperatonPeer::start);
  }

  private static PeerProcess.Submitter start(DataSource database) {
    var jobExecutor = new DefaultJobExecutor();
    jobExecutor.setCorePoolSize(PeerProcess.WORKERS);
    ProcessEngine engine =
        new StandaloneProcessEngineConfiguration()
            .setJobExecutor(jobExecutor)
            .setDataSource(database)
            .setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE)
            .setHistory(ProcessEngineConfiguration.HISTORY_FULL)
            .setJobExecutorActivate(true)
            .setClassLoader(OperatonPeer.class.getClassLoader())
            .buildProcessEngine();
    AbstractFlowNodeBuilder<?, ?> process =
        Bpmn.createExecutableProcess("workflow")
            .operatonHistoryTimeToLiveString("P1D")
            .startEvent();
    for (int step = 1; step <= PeerProcess.STEPS; step++) {
      process =
          process.serviceTask("step" + step).operatonClass(NoOpStep.class).operatonAsyncBefore();
    }
    engine
        .getRepositoryService()
        .createDeployment()
        .addModelInstance("workflow.bpmn", process.endEvent().done())
        .deploy();
    return () -> engine.getRuntimeService().startProcessInstanceByKey("workflow");
  }
}

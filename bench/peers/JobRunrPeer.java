import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/**
 * JobRunr: one job per step, which enqueues the next step. Within a single job, JobRunr would store steps only together
 * with the job's heartbeat.
 */
public class JobRunrPeer {

  /** The job request of a step. */
  public record StepJobRequest(int number) implements JobRequest {

    @Override
    public Class<StepHandler> getJobRequestHandler() {
      return StepHandler.class;
    }
  }

  /** Enqueues the next step, and does nothing else. */
  public static class StepHandler implements JobRequestHandler<StepJobRequest> {

    @Override
    public void run(StepJobRequest step) {
      if (step.number() < PeerProcess.STEPS) {
        BackgroundJobRequest.enqueue(new StepJobRequest(step.number() + 1));
      }
    }
  }

  public static void main(String[] arguments) {
    PeerProcess.serve(arguments[0], JobRunrPeer::start);
  }

  private static PeerProcess.Submitter start(DataSource database) {
    JobRunr.configure()
        .useStorageProvider(SqlStorageProviderFactory.using(database))
        .useBackgroundJobServer()
        .initialize();
    return () -> BackgroundJobRequest.enqueue(new StepJobRequest(1));
  }
}

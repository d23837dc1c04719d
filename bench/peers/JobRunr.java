import javax.sql.DataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** JobRunr: a job for each step, which enqueues the next; within a job it would keep steps only with its heartbeat. */
public class JobRunr {

  /** A step of a workflow. */
  public record Step(int number) implements JobRequest {

    @Override
    public Class<Work> getJobRequestHandler() {
      return Work.class;
    }
  }

  /** Does nothing, and says what comes next. */
  public static class Work implements JobRequestHandler<Step> {

    @Override
    public void run(Step step) {
      if (step.number() < Peer.STEPS) {
        BackgroundJobRequest.enqueue(new Step(step.number() + 1));
      }
    }
  }

  public static void main(String[] arguments) {
    Peer.serve(arguments[0], JobRunr::start);
  }

  private static Peer.Client start(DataSource database) {
    org.jobrunr.configuration.JobRunr.configure()
        .useStorageProvider(SqlStorageProviderFactory.using(database))
        .useBackgroundJobServer()
        .initialize();
    return () -> BackgroundJobRequest.enqueue(new Step(1));
  }
}

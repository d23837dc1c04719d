import java.util.concurrent.TimeUnit;

/** Somebody who keeps workflows in a PostgreSQL, and works on them in a process. */
interface Contender extends AutoCloseable {

  int CLIENTS = 32;
  long MOST_MINUTES = 15;

  /** What was measured in a round: workflows a second, CPU ms and commits of each. */
  record Turn(double rate, double cpu, double commits) {}

  /** As it is called in the table, with how it is submitted to. */
  String name();

  Database database();

  long pid();

  /** Submits so many workflows, so many at once. */
  void submit(int clients, int workflows, Times times) throws Exception;

  /** How many are not complete in the store. */
  long left() throws Exception;

  /** How many are complete in the store. */
  long done() throws Exception;

  default Turn turn(int workflows) throws Exception {
    long before = done();
    double cpuBefore = cpu();
    long commitsBefore = database().commits();
    long begun = System.nanoTime();
    submit(CLIENTS, workflows, new Times());
    awaitDone();
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpu = cpu() - cpuBefore;
    if (done() - before != workflows) {
      throw new IllegalStateException(name() + ": " + (done() - before) + " completed");
    }
    // The statistics of a connection are counted within 10 seconds after it is idle.
    TimeUnit.SECONDS.sleep(11);
    return new Turn(workflows / seconds, cpu / workflows, (double) (database().commits() - commitsBefore) / workflows);
  }

  private double cpu() throws Exception {
    return Cpu.of(pid()) + database().cpu();
  }

  default void awaitDone() throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MOST_MINUTES);
    while (left() > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(name() + ": " + left() + " left");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}

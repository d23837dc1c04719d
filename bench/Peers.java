import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Pawl beside others who keep workflows of 7 steps in PostgreSQL, each in a process and on a database of its own, in turns.
 *
 * <p>The steps of the others do nothing; those of Pawl check a target of one line, as in {@link Moving}. The others are
 * libraries, and are submitted to without a network, by threads in their own processes, which counts as their CPU.
 */
class Peers implements Bench.Measure {

  private static final int ALONE = 100;

  /** What was measured of one. */
  private record Line(Contender one, List<Contender.Turn> turns, Times alone) {

    double median(ToDoubleFunction<Contender.Turn> what) {
      return Bench.median(turns.stream().mapToDouble(what).toArray());
    }

    /** How many times as much Pawl has, the median of the rounds. */
    double ratio(Line pawl, ToDoubleFunction<Contender.Turn> what) {
      return Bench.median(
          IntStream.range(0, turns.size())
              .mapToDouble(round -> what.applyAsDouble(pawl.turns().get(round)) / what.applyAsDouble(turns.get(round)))
              .toArray());
    }
  }

  @Override
  public String head() {
    return "| submitted by %d clients until complete in the store | workflows/s | Pawl / it | CPU ms a workflow, its JVM + PostgreSQL |"
            .formatted(Contender.CLIENTS)
        + " Pawl / it | commits a workflow | submit, 1 client, p50 / p99 ms |";
  }

  @Override
  public void run(Path folder) throws Exception {
    int rounds = Bench.setting("ROUNDS", 5);
    int workflows = Bench.setting("WORKFLOWS", 2000);
    var all = new ArrayList<Contender>();
    try {
      start(folder, all);
      List<Line> lines = all.stream().map(one -> new Line(one, new ArrayList<>(), new Times())).toList();
      for (Contender one : all) {
        Bench.tell("warm: %s, %.1f workflows/s", one.name(), one.turn(workflows).rate());
      }
      for (int round = 0; round < rounds; round++) {
        for (Line line : lines) {
          Contender.Turn turn = line.one().turn(workflows);
          line.turns().add(turn);
          line.one().submit(1, ALONE, line.alone());
          line.one().awaitDone();
          Bench.tell("round %d, %s: %.1f workflows/s, CPU %.1f ms", round + 1, line.one().name(), turn.rate(), turn.cpu());
        }
      }
      for (Line line : lines) {
        System.out.printf(
            "| %s | %.1f | %.2f | %.1f | %.1f | %.1f | %.1f / %.1f |%n",
            line.one().name(),
            line.median(Contender.Turn::rate),
            line.ratio(lines.getFirst(), Contender.Turn::rate),
            line.median(Contender.Turn::cpu),
            line.ratio(lines.getFirst(), Contender.Turn::cpu),
            line.median(Contender.Turn::commits),
            line.alone().percentile(50),
            line.alone().percentile(99));
      }
    } finally {
      for (Contender one : all) {
        one.close();
      }
    }
  }

  private static void start(Path folder, List<Contender> all) throws Exception {
    Moving.target(folder);
    all.add(Service.start(folder));
    all.add(
        new Library(
            folder, "DbScheduler", "db-scheduler-", "select count(*) from scheduled_tasks",
            "select count(*) from history where step = 7"));
    all.add(
        new Library(
            folder, "Dbos", "transact-", "select count(*) from dbos.workflow_status where status in ('PENDING', 'ENQUEUED')",
            "select count(*) from dbos.workflow_status where status = 'SUCCESS'"));
    all.add(
        new Library(
            folder, "JobRunr", "jobrunr-", "select count(*) from jobrunr_jobs where state in ('SCHEDULED', 'ENQUEUED', 'PROCESSING')",
            "select count(*) / 7 from jobrunr_jobs where state = 'SUCCEEDED'"));
    all.add(
        new Library(
            folder, "Operaton", "operaton-engine-", "select count(*) from act_ru_execution",
            "select count(*) from act_hi_procinst where state_ = 'COMPLETED'"));
  }
}

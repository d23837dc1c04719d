import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Simulates the queue of workflows: how long they wait for a slot, for numbers of nodes, if they arrive independently of
 * each other and take as long as recorded ones. Needs no service and no time.
 */
class QueueSimulation implements Benchmark {

  private static final int WORKFLOWS = 200_000;

  /** The first workflows find an empty queue, and are not counted. */
  private static final int WARM_UP = 20_000;

  /**
   * The durations in seconds that docs/performance.md lists for a standard workflow on a library, as often as a service
   * for pull requests has them: nothing changed, 20 files changed, everything new.
   */
  private static final double[] RECORDED = {
    0.55, 0.55, 0.55, 1.79, 1.79, 1.79, 1.79, 1.79, 1.79, 37.7
  };

  private final Random random = new Random(11);

  /** The waits of a simulation in seconds, in ascending order, and the use of the slots from 0 to 1. */
  private record Waits(double[] seconds, double utilization) {

    double percentile(double percent) {
      return seconds[(int) Math.min(seconds.length - 1, seconds.length * percent / 100)];
    }

    double mean() {
      return Arrays.stream(seconds).average().orElseThrow();
    }
  }

  @Override
  public String tableHeader() {
    return "| nodes | use of the slots | wait p50 | p95 | p99 |";
  }

  @Override
  public void run(Path folder) throws Exception {
    checkAgainstFormula();
    double[] durations = durations();
    int slots = BenchmarkRunner.setting("SLOTS", 2);
    double perSecond = BenchmarkRunner.setting("RATE", 3600) / 3600.0;
    double mean = Arrays.stream(durations).average().orElseThrow();
    int least = (int) Math.ceil(perSecond * mean / slots);
    for (int nodes : new int[] {least, least + 1, least + 2, 2 * least, 3 * least}) {
      // With all slots in use all the time, the queue never ends.
      if (perSecond * mean / (nodes * slots) < 1) {
        Waits waits =
            simulate(nodes * slots, perSecond, () -> durations[random.nextInt(durations.length)]);
        System.out.printf(
            "| %d | %.0f%% | %.1f s | %.1f s | %.1f s |%n",
            nodes,
            100 * waits.utilization(),
            waits.percentile(50),
            waits.percentile(95),
            waits.percentile(99));
      }
    }
  }

  /** Returns the durations in seconds, one in each line of a file, or the default. */
  private static double[] durations() throws Exception {
    String file = System.getenv("DURATIONS");
    return file == null
        ? RECORDED
        : Files.readAllLines(Path.of(file)).stream()
            .filter(line -> !line.isBlank())
            .mapToDouble(Double::parseDouble)
            .toArray();
  }

  /** Runs workflows in the order of their arrival in the slot that is free first. */
  private Waits simulate(int slots, double arrivalsPerSecond, DoubleSupplier duration) {
    var freeAt = new PriorityQueue<Double>();
    for (int i = 0; i < slots; i++) {
      freeAt.add(0.0);
    }
    var waits = new double[WORKFLOWS - WARM_UP];
    double arrivedAt = 0;
    double worked = 0;
    for (int i = 0; i < WORKFLOWS; i++) {
      arrivedAt += exponential(1 / arrivalsPerSecond);
      double startedAt = Math.max(arrivedAt, freeAt.remove());
      double seconds = duration.getAsDouble();
      freeAt.add(startedAt + seconds);
      worked += seconds;
      if (i >= WARM_UP) {
        waits[i - WARM_UP] = startedAt - arrivedAt;
      }
    }
    Arrays.sort(waits);
    return new Waits(waits, worked / arrivedAt / slots);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /** Compares the simulation with the formula of Erlang, which is exact for exponentially distributed durations. */
  private void checkAgainstFormula() {
    int slots = 6;
    double load = 4.8;
    double simulated = simulate(slots, load, () -> exponential(1)).mean();
    double exact = erlangC(slots, load) / (slots - load);
    if (Math.abs(simulated - exact) > 0.1 * exact) {
      throw new IllegalStateException(
          "Mean wait: simulated %.4f s, exact %.4f s".formatted(simulated, exact));
    }
    BenchmarkRunner.printProgress(
        "mean wait of exponential durations: simulated %.4f s, exact %.4f s", simulated, exact);
  }

  /** Returns the probability of a wait, for a load in units of slots. */
  private static double erlangC(int slots, double load) {
    double blocking = 1;
    for (int i = 1; i <= slots; i++) {
      blocking = load * blocking / (i + load * blocking);
    }
    return blocking / (1 - load / slots * (1 - blocking));
  }
}

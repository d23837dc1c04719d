import static java.util.Map.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Runs benchmarks by name, one after the other, and prints their tables. Started by {@code bench/run}. */
class BenchmarkRunner {

  private static final Map<String, Benchmark> BENCHMARKS =
      Map.ofEntries(
          entry("startup", new StartupBenchmark()),
          entry("throughput", new ThroughputBenchmark()),
          entry("polling", new PollingBenchmark()),
          entry("large-history", new LargeHistoryBenchmark()),
          entry("multi-node", new MultiNodeBenchmark()),
          entry("rolling-upgrade", new RollingUpgradeBenchmark()),
          entry("snapshots", new SnapshotBenchmark()),
          entry("code", new CodeQualityBenchmark()),
          entry("pull-request", new PullRequestBenchmark()),
          entry("storage", new StorageStabilityBenchmark()),
          entry("queue", new QueueSimulation()),
          entry("peers", new PeerComparisonBenchmark()));

  private static final List<String> DEFAULT_BENCHMARKS =
      List.of(
          "startup",
          "throughput",
          "large-history",
          "multi-node",
          "rolling-upgrade",
          "storage",
          "snapshots",
          "code",
          "pull-request");

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> names = arguments.length == 0 ? DEFAULT_BENCHMARKS : List.of(arguments);
    for (String name : names) {
      if (!BENCHMARKS.containsKey(name)) {
        System.err.printf(
            "Unknown benchmark: %s; accepted: %s%n", name, new TreeSet<>(BENCHMARKS.keySet()));
        System.exit(2);
      }
    }
    System.out.printf(
        "%d processors, %s, commit %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        runCommand("git", "log", "-1", "--format=%h"));
    String header = "";
    for (String name : names) {
      Benchmark benchmark = BENCHMARKS.get(name);
      if (!benchmark.tableHeader().equals(header)) {
        header = benchmark.tableHeader();
        System.out.printf("%n%s%n%s%n", header, header.replaceAll("[^|]+", "---"));
      }
      Path folder = Files.createTempDirectory("pawl-bench");
      try {
        benchmark.run(folder);
      } finally {
        runCommand("rm", "-rf", folder.toString());
      }
    }
    System.exit(0);
  }

  /** Prints a row of the table to standard output. */
  static void printRow(String measurement, String format, Object... values) {
    System.out.printf("| %s | %s |%n", measurement, format.formatted(values));
  }

  /** Prints progress to standard error. */
  static void printProgress(String format, Object... values) {
    System.err.printf(format + "%n", values);
  }

  /** Returns the number in an environment variable, or the default if it is not set. */
  static int setting(String name, int defaultValue) {
    String value = System.getenv(name);
    return value == null ? defaultValue : Integer.parseInt(value);
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Runs a program, and returns its standard output and standard error without surrounding white space. */
  static String runCommand(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    process.waitFor();
    return output;
  }
}

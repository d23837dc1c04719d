import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures how long the answer to a pull request takes that changes some of the Java files of a repository: with no
 * cached results for the changed files, and with all of them.
 */
class PullRequestBenchmark implements Benchmark {

  private static final int CHANGED_FILES = 20;

  @Override
  public String tableHeader() {
    return "| measurement | result |";
  }

  @Override
  public void run(Path folder) throws Exception {
    Path source = Path.of(System.getenv().getOrDefault("CODE", "src")).toAbsolutePath();
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    try (var database = new BenchmarkDatabase(folder);
        var node =
            ServiceProcess.start(folder, database, 18190, ThroughputBenchmark.DEDICATED_SETTINGS)) {
      Path target = CodeQualityBenchmark.copySources(source, folder.resolve("code/base"), "base");
      git(target, "init", "-q", "-b", "main");
      git(target, "add", "-A");
      git(target, "commit", "-q", "-m", "base");
      git(target, "checkout", "-q", "-b", "change");
      List<Path> files = javaFiles(target);
      var cold = new double[rounds];
      var warm = new double[rounds];
      // An additional first round warms up the JIT compilers.
      for (int round = -1; round < rounds; round++) {
        for (Path file : files.subList(0, Math.min(CHANGED_FILES, files.size()))) {
          Files.writeString(
              file, Files.readString(file) + "// round " + round + "\n", StandardCharsets.UTF_8);
        }
        git(target, "commit", "-q", "-a", "-m", "round " + round);
        double coldMillis = answerMillis(node, target);
        double warmMillis = answerMillis(node, target);
        if (round >= 0) {
          cold[round] = coldMillis;
          warm[round] = warmMillis;
        }
      }
      String change = "pull request of %d of %,d files".formatted(CHANGED_FILES, files.size());
      BenchmarkRunner.printRow(
          change + ", files not seen before", "%.0f ms", BenchmarkRunner.median(cold));
      BenchmarkRunner.printRow(change + ", again", "%.0f ms", BenchmarkRunner.median(warm));
    }
  }

  /** Returns the time from the request until the answer, in milliseconds. */
  private static double answerMillis(ServiceProcess node, Path target) throws Exception {
    long startedAt = System.nanoTime();
    CodeQualityBenchmark.runWorkflow(
        node,
        "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\", \"scope\": {\"changed_since\": \"main\"}}"
            .formatted(target));
    return (System.nanoTime() - startedAt) / 1e6;
  }

  private static List<Path> javaFiles(Path target) throws Exception {
    try (Stream<Path> files = Files.walk(target)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static void git(Path target, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                target.toString(),
                "-c",
                "user.name=bench",
                "-c",
                "user.email=bench@localhost"));
    command.addAll(List.of(arguments));
    BenchmarkRunner.runCommand(command.toArray(String[]::new));
  }
}

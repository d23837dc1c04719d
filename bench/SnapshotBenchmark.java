import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** Compares the duration of snapshots and rollbacks with that of git operations on the same files, in turns. */
class SnapshotBenchmark implements Benchmark {

  /** The number of files that are changed, and that the workflow formats. */
  private static final int CHANGED_FILES = 10;

  private static final int FILES_PER_FOLDER = 100;

  /** The first step, which has to determine the scope and takes the snapshot for it. */
  private static final String SNAPSHOT_STEP = "safety_check";

  /**
   * The durations of one round, in milliseconds.
   *
   * @param firstSnapshot the first snapshot of a target
   * @param gitAdd {@code git add -A} and {@code git write-tree} of all files
   * @param nextSnapshot a snapshot after some files have changed
   * @param gitStatus {@code git status} after some files have changed
   * @param rollback a rollback, from the request to the end of the workflow
   * @param gitCheckout {@code git checkout-index} of the changed files
   */
  private record RoundDurations(
      double firstSnapshot,
      double gitAdd,
      double nextSnapshot,
      double gitStatus,
      double rollback,
      double gitCheckout) {}

  @Override
  public String tableHeader() {
    return "| measurement | Pawl | git | ratio |";
  }

  @Override
  public void run(Path folder) throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    int maxFiles = BenchmarkRunner.setting("FILES", 100_000);
    try (var database = new BenchmarkDatabase(folder);
        var node =
            ServiceProcess.start(folder, database, 18190, ThroughputBenchmark.DEDICATED_SETTINGS)) {
      // An unmeasured run warms up the JIT compilers.
      measure(folder, node, maxFiles / 10, "warm-up");
      for (int files = maxFiles / 10; files <= maxFiles; files *= 10) {
        var results = new ArrayList<RoundDurations>();
        for (int round = 0; round < rounds; round++) {
          results.add(measure(folder, node, files, "files%d-%d".formatted(files, round)));
          BenchmarkRunner.printProgress(
              "%,d files, round %d: %s", files, round + 1, results.getLast());
        }
        printComparison(
            "first snapshot; git add -A and write-tree",
            files,
            results,
            RoundDurations::firstSnapshot,
            RoundDurations::gitAdd);
        printComparison(
            "snapshot with %d changed files; git status".formatted(CHANGED_FILES),
            files,
            results,
            RoundDurations::nextSnapshot,
            RoundDurations::gitStatus);
        printComparison(
            "rollback of %d files; git checkout-index".formatted(CHANGED_FILES),
            files,
            results,
            RoundDurations::rollback,
            RoundDurations::gitCheckout);
      }
    }
  }

  private static void printComparison(
      String measurement,
      int files,
      List<RoundDurations> results,
      ToDoubleFunction<RoundDurations> pawlDuration,
      ToDoubleFunction<RoundDurations> gitDuration) {
    double pawl = BenchmarkRunner.median(results.stream().mapToDouble(pawlDuration).toArray());
    double git = BenchmarkRunner.median(results.stream().mapToDouble(gitDuration).toArray());
    System.out.printf(
        "| %s, of %,d files | %.0f ms | %.0f ms | %.2f |%n",
        measurement, files, pawl, git, pawl / git);
  }

  private static RoundDurations measure(Path folder, ServiceProcess node, int files, String name)
      throws Exception {
    Path code = createFiles(folder.resolve("code").resolve(name), files);
    Path repository = folder.resolve("git-" + name);
    runGit(repository, code, "init", "-q");
    // The second reader finds the files in the page cache; git always reads them first.
    double gitAdd = runGit(repository, code, "add", "-A") + runGit(repository, code, "write-tree");
    double firstSnapshot = stepMillis(runWorkflow(node, name), SNAPSHOT_STEP);
    // Flushes pending writes, so that they do not slow down what follows.
    BenchmarkRunner.runCommand("sync");
    changeFiles(code, 1);
    runGit(repository, code, "status", "--porcelain");
    runGit(repository, code, "add", "-A");
    changeFiles(code, 2);
    double gitStatus = runGit(repository, code, "status", "--porcelain");
    JsonNode workflow = runWorkflow(node, name);
    double nextSnapshot = stepMillis(workflow, SNAPSHOT_STEP);
    String path = "/api/v1/workflows/" + workflow.get("workflow_id").asString();
    BenchmarkRunner.runCommand("sync");
    double rollback = rollBack(node, path);
    runGit(repository, code, "add", "-A");
    changeFiles(code, 3);
    var checkoutArguments = new ArrayList<>(List.of("checkout-index", "-f", "--"));
    for (int i = 0; i < CHANGED_FILES; i++) {
      checkoutArguments.add("A%d.java".formatted(i));
    }
    double gitCheckout = runGit(repository, code, checkoutArguments.toArray(String[]::new));
    BenchmarkRunner.runCommand("rm", "-rf", code.toString(), repository.toString());
    return new RoundDurations(
        firstSnapshot, gitAdd, nextSnapshot, gitStatus, rollback, gitCheckout);
  }

  /** Rolls a workflow back, and returns the duration in milliseconds. */
  private static double rollBack(ServiceProcess node, String path) throws Exception {
    long startedAt = System.nanoTime();
    int httpStatus = node.post(path + "/rollback", "{}").statusCode();
    if (httpStatus != 202) {
      throw new IllegalStateException(
          "POST %s/rollback: status %d, expected 202".formatted(path, httpStatus));
    }
    String status = "";
    while (!status.equals("rolled_back")) {
      status = node.getJson(path + "?wait=10s").get("status").asString();
    }
    return (System.nanoTime() - startedAt) / 1e6;
  }

  /** Runs a workflow that formats the changed files, and returns it when it is completed. */
  private static JsonNode runWorkflow(ServiceProcess node, String target) throws Exception {
    String id =
        node.submit(
            "{\"target\": {\"path\": \"%s\"}, \"type\": \"format-only\"}".formatted(target));
    JsonNode workflow = node.getJson("/api/v1/workflows/" + id + "?wait=30s");
    while (!workflow.get("status").asString().matches("completed|failed|rolled_back|cancelled")) {
      workflow = node.getJson("/api/v1/workflows/" + id + "?wait=30s");
    }
    if (!workflow.get("status").asString().equals("completed")) {
      throw new IllegalStateException(workflow.toString());
    }
    return workflow;
  }

  private static double stepMillis(JsonNode workflow, String name) {
    return workflow
        .get("phases")
        .valueStream()
        .flatMap(phase -> phase.get("steps").valueStream())
        .filter(step -> step.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .get("duration_ms")
        .asDouble();
  }

  private static Path createFiles(Path code, int files) throws Exception {
    for (int i = 0; i < files - CHANGED_FILES; i++) {
      Path parent = code.resolve("folder" + i / FILES_PER_FOLDER);
      if (i % FILES_PER_FOLDER == 0) {
        Files.createDirectories(parent);
      }
      Files.writeString(
          parent.resolve("file%d.dat".formatted(i)),
          ("line of " + code + " " + i + "\n").repeat(40));
    }
    Files.writeString(
        code.resolve(".quality-config.json"),
        "{\"formatters\": {\"java\": [\"google-java-format\"]}}\n");
    changeFiles(code, 0);
    return code;
  }

  /** Writes unformatted Java files, with different content for each revision. */
  private static void changeFiles(Path code, int revision) throws Exception {
    for (int i = 0; i < CHANGED_FILES; i++) {
      Files.writeString(
          code.resolve("A%d.java".formatted(i)),
          "class A%d { int a( ){return %d;}}\n".formatted(i, revision));
    }
  }

  /** Runs git on a folder whose repository is elsewhere, and returns the duration in milliseconds. */
  private static double runGit(Path repository, Path code, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git", "--git-dir=" + repository, "--work-tree=" + code));
    command.addAll(List.of(arguments));
    long startedAt = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(code.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("Command failed or timed out: " + String.join(" ", command));
    }
    return (System.nanoTime() - startedAt) / 1e6;
  }
}

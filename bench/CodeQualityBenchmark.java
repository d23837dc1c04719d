import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Compares Pawl with its tools on the same files: the duration of a standard workflow with that of the tools run as
 * separate commands, and the CPU time of formatting and duplicate detection with that of the libraries alone.
 */
class CodeQualityBenchmark implements Benchmark {

  private static final String[] EXPORTED_PACKAGES = {
    "api", "code", "file", "parser", "tree", "util"
  };

  @Override
  public String tableHeader() {
    return "| measurement | Pawl | tool alone | ratio |";
  }

  @Override
  public void run(Path folder) throws Exception {
    Path source = Path.of(System.getenv().getOrDefault("CODE", "src")).toAbsolutePath();
    try (var database = new BenchmarkDatabase(folder);
        var node =
            ServiceProcess.start(folder, database, 18190, ThroughputBenchmark.DEDICATED_SETTINGS)) {
      compareStandardWorkflow(node, source, folder);
      compareVerification(node, source, folder);
      compareCommand(
          node, source, folder, "tokens searched for duplicates", "quality/dedupe", "cpd");
      compareCommand(node, source, folder, "lines formatted", "quality/format", "formatter");
    }
  }

  /** Measures a single cold run, without cached results for the files; the tools run one after the other. */
  private static void compareStandardWorkflow(ServiceProcess node, Path source, Path folder)
      throws Exception {
    Path target = copySources(source, folder.resolve("code/standard"), "standard");
    long startedAt = System.nanoTime();
    runWorkflow(node, "{\"target\": {\"path\": \"%s\"}, \"type\": \"standard\"}".formatted(target));
    double pawlSeconds = (System.nanoTime() - startedAt) / 1e9;
    Path toolTarget = copySources(source, folder.resolve("code/tools"), "tools");
    startedAt = System.nanoTime();
    for (String tool : new String[] {"pmd", "google-java-format", "pmd"}) {
      runStandaloneTool(tool, toolTarget);
    }
    double toolSeconds = (System.nanoTime() - startedAt) / 1e9;
    System.out.printf(
        "| standard workflow, cold; tools: PMD, google-java-format, PMD; seconds | %.1f | %.1f |"
            + " %.2f |%n",
        pawlSeconds, toolSeconds, pawlSeconds / toolSeconds);
  }

  /** Measures verifications without cached results for the files, alternating with PMD as a command. */
  private static void compareVerification(ServiceProcess node, Path source, Path folder)
      throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    var pawlSeconds = new double[rounds];
    var toolSeconds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Path target =
          copySources(source, folder.resolve("code/verify" + round), "verification " + round);
      long startedAt = System.nanoTime();
      runWorkflow(
          node, "{\"target\": {\"path\": \"%s\"}, \"type\": \"verify-only\"}".formatted(target));
      pawlSeconds[round] = (System.nanoTime() - startedAt) / 1e9;
      startedAt = System.nanoTime();
      runStandaloneTool("pmd", target);
      toolSeconds[round] = (System.nanoTime() - startedAt) / 1e9;
    }
    double pawl = BenchmarkRunner.median(pawlSeconds);
    double tool = BenchmarkRunner.median(toolSeconds);
    System.out.printf(
        "| verification, cold; tool: PMD; seconds | %.1f | %.1f | %.2f |%n",
        pawl, tool, pawl / tool);
  }

  /** Alternates between Pawl and the tool; an additional first round warms up the JIT compilers. */
  private static void compareCommand(
      ServiceProcess node,
      Path source,
      Path folder,
      String measurement,
      String command,
      String tool)
      throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    var pawlRates = new double[rounds];
    var toolRates = new double[rounds];
    var toolMemory = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      Path target = copySources(source, folder.resolve("code").resolve(tool + round), tool + round);
      double pawlCpuMillis = measureCpuMillis(node, target, command);
      String[] output = runStandaloneTool(tool, target);
      if (round >= 0) {
        double amount = Double.parseDouble(output[0]);
        pawlRates[round] = amount / pawlCpuMillis * 1000;
        toolRates[round] = amount / Double.parseDouble(output[1]) * 1000;
        toolMemory[round] = Double.parseDouble(output[2]);
      }
    }
    printComparison(measurement + " per CPU second", pawlRates, toolRates);
    printComparison(
        "peak memory of the process so far, MB",
        new double[] {ProcessUsage.peakMemory(node.pid())},
        toolMemory);
  }

  private static void printComparison(
      String measurement, double[] pawlValues, double[] toolValues) {
    double pawl = BenchmarkRunner.median(pawlValues);
    double tool = BenchmarkRunner.median(toolValues);
    System.out.printf("| %s | %,.0f | %,.0f | %.2f |%n", measurement, pawl, tool, pawl / tool);
  }

  /** Returns the CPU time of the node for a workflow of one step without cached results, in milliseconds. */
  private static double measureCpuMillis(ServiceProcess node, Path target, String command)
      throws Exception {
    double before = ProcessUsage.cpuMillis(node.pid());
    runWorkflow(
        node,
        "{\"target\": {\"path\": \"%s\"}, \"dry_run\": true, \"steps\": [{\"command\": \"%s\"}]}"
            .formatted(target, command));
    return ProcessUsage.cpuMillis(node.pid()) - before;
  }

  /** Submits a workflow, and waits until it is completed. */
  static void runWorkflow(ServiceProcess node, String request) throws Exception {
    String id = node.submit(request);
    String status = "running";
    while (status.matches("queued|running")) {
      status = node.getJson("/api/v1/workflows/" + id + "?wait=30s").get("status").asString();
    }
    if (!status.equals("completed")) {
      throw new IllegalStateException(node.get("/api/v1/workflows/" + id).body());
    }
  }

  /** Copies the Java files, and appends a comment to each, so that the cache has no results for the copies. */
  static Path copySources(Path source, Path target, String comment) throws Exception {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy, Files.readString(file) + "// " + comment + "\n", StandardCharsets.UTF_8);
      }
    }
    Files.writeString(
        target.resolve(".quality-config.json"),
        "{\"formatters\": {\"java\": [\"google-java-format\"]}}\n");
    return target;
  }

  /** Runs {@link StandaloneToolsBenchmark} in a separate process, and returns the words of its last line. */
  private static String[] runStandaloneTool(String tool, Path target) throws Exception {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    for (String packageName : EXPORTED_PACKAGES) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + packageName + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=bench/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            "bench/StandaloneToolsBenchmark.java",
            tool,
            target.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(
          "Command failed or timed out: %s: %s".formatted(String.join(" ", command), output));
    }
    return output.substring(output.lastIndexOf('\n') + 1).split(" ");
  }
}

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures the time from process start to readiness, and the memory of an idle node, for several packagings. */
class StartupBenchmark implements Benchmark {

  @Override
  public void run(Path folder) throws Exception {
    Path extracted = folder.resolve("extracted");
    BenchmarkRunner.runCommand(
        ProcessHandle.current().info().command().orElseThrow(),
        "-Djarmode=tools",
        "-jar",
        ServiceProcess.builtJar().toString(),
        "extract",
        "--application-filename",
        "pawl.jar",
        "--destination",
        extracted.toString());
    String extractedJar = extracted.resolve("pawl.jar").toString();
    Path aotCache = folder.resolve("classes.aot");
    try (var database = new BenchmarkDatabase(folder)) {
      // The first start creates the schema, and is not measured.
      ServiceProcess.start(folder, database, 18190).close();
      measure(
          "executable jar",
          folder,
          database,
          List.of("-jar", ServiceProcess.builtJar().toString()));
      measure("extracted jar", folder, database, List.of("-jar", extractedJar));
      List<String> training = List.of("-XX:AOTCacheOutput=" + aotCache, "-jar", extractedJar);
      ServiceProcess.start(training, folder, database, 18190).close();
      measure(
          "extracted jar with AOT cache, as in the image",
          folder,
          database,
          List.of("-XX:AOTCache=" + aotCache, "-Xlog:aot*=error", "-jar", extractedJar));
    }
  }

  private static void measure(
      String packaging, Path folder, BenchmarkDatabase database, List<String> jvmArguments)
      throws Exception {
    int rounds = BenchmarkRunner.setting("ROUNDS", 5);
    var readySeconds = new double[rounds];
    var memory = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      try (var node = ServiceProcess.start(jvmArguments, folder, database, 18190)) {
        readySeconds[round] = node.readyMillis / 1000;
        TimeUnit.SECONDS.sleep(BenchmarkRunner.setting("IDLE", 10));
        memory[round] = ProcessUsage.residentMemory(node.pid());
      }
    }
    BenchmarkRunner.printRow(
        "ready after process start and idle memory, " + packaging,
        "%.1f s, %.0f MB",
        BenchmarkRunner.median(readySeconds),
        BenchmarkRunner.median(memory));
  }
}

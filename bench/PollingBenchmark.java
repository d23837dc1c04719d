import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;

/** Measures the rate of read requests by polling clients. */
class PollingBenchmark implements Benchmark {

  private static final int CONNECTIONS = 16;
  private static final double SECONDS = 4;
  private static final double WARM_UP_SECONDS = 2;

  /**
   * The measured rates, in requests per second.
   *
   * @param liveness the liveness probe, as a baseline without a workflow
   * @param workflow one workflow with its steps
   * @param notModified one workflow with {@code If-None-Match}, answered with 304
   * @param list a filtered page of 20 workflows
   */
  record RequestRates(double liveness, double workflow, double notModified, double list) {}

  @Override
  public void run(Path folder) throws Exception {
    ThroughputBenchmark.createTarget(folder);
    try (var database = new BenchmarkDatabase(folder);
        var node =
            ServiceProcess.start(folder, database, 18190, ThroughputBenchmark.DEDICATED_SETTINGS)) {
      ThroughputBenchmark.measureThroughput(database, node, 300);
      String workflow = node.submit(ThroughputBenchmark.REQUEST);
      measure(node, workflow);
      measureAndPrint(node, workflow, "300 workflows stored");
    }
  }

  static void measureAndPrint(ServiceProcess node, String workflow, String condition)
      throws Exception {
    RequestRates rates = measure(node, workflow);
    BenchmarkRunner.printRow("baseline: GET liveness", "%.0f per second", rates.liveness());
    BenchmarkRunner.printRow(
        "GET one workflow with steps, " + condition, "%.0f per second", rates.workflow());
    BenchmarkRunner.printRow(
        "the same with If-None-Match, " + condition, "%.0f per second", rates.notModified());
    BenchmarkRunner.printRow(
        "list of 20 with a filter, " + condition, "%.0f per second", rates.list());
  }

  static RequestRates measure(ServiceProcess node, String workflow) throws Exception {
    awaitCompleted(node, workflow, "30s");
    String workflowPath = "/api/v1/workflows/" + workflow;
    HttpResponse<String> response = node.get(workflowPath);
    String etag = response.headers().firstValue("ETag").orElseThrow();
    String listPath = "/api/v1/workflows?limit=20&status=completed";
    measureRate(node, workflowPath, "", 200, WARM_UP_SECONDS);
    return new RequestRates(
        measureRate(node, "/actuator/health/liveness", "", 200, SECONDS),
        measureRate(node, workflowPath, "", 200, SECONDS),
        measureRate(node, workflowPath, "If-None-Match: " + etag, 304, SECONDS),
        measureRate(node, listPath, "", 200, SECONDS));
  }

  /** Polls a workflow until it is completed; each request waits for a change up to the given duration. */
  static void awaitCompleted(ServiceProcess node, String workflow, String wait) throws Exception {
    String status = "";
    while (!status.equals("completed")) {
      status =
          node.getJson("/api/v1/workflows/" + workflow + "?wait=" + wait).get("status").asString();
    }
  }

  private static double measureRate(
      ServiceProcess node, String path, String header, int status, double seconds)
      throws Exception {
    long deadline = System.nanoTime() + (long) (seconds * 1e9);
    var counts = new long[CONNECTIONS];
    LatencyRecorder.runConcurrently(
        CONNECTIONS,
        client -> {
          try (var connection = new KeepAliveConnection(node.port, path, header, status)) {
            while (System.nanoTime() < deadline) {
              connection.sendRequest();
              counts[client]++;
            }
          }
        });
    return Arrays.stream(counts).sum() / seconds;
  }
}

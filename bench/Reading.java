import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;

/** How fast clients who poll are answered. */
class Reading implements Bench.Measure {

  private static final int CONNECTIONS = 16;
  private static final double SECONDS = 4;

  /** What was measured: requests a second. */
  record Rates(double nothing, double one, double unchanged, double list) {}

  @Override
  public void run(Path folder) throws Exception {
    Moving.target(folder);
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, 18190, Moving.DEDICATED)) {
      Moving.complete(database, node, 300);
      String name = node.submit(Moving.BODY);
      measure(node, name);
      run(node, name, "300 stored");
    }
  }

  static void run(Node node, String name, String when) throws Exception {
    Rates rates = measure(node, name);
    Bench.print("anchor: GET whether the node is alive", "%.0f a second", rates.nothing());
    Bench.print("GET one workflow with steps, " + when, "%.0f a second", rates.one());
    Bench.print("the same with If-None-Match, " + when, "%.0f a second", rates.unchanged());
    Bench.print("list of 20 with a filter, " + when, "%.0f a second", rates.list());
  }

  static Rates measure(Node node, String name) throws Exception {
    String one = "/api/v1/workflows/" + name;
    while (!node.read(one + "?wait=30s").get("status").asString().equals("completed")) {}
    HttpResponse<String> answer = node.get(one);
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    String list = "/api/v1/workflows?limit=20&status=completed";
    rate(node, one, "", 200, 2);
    return new Rates(
        rate(node, "/actuator/health/liveness", "", 200, SECONDS),
        rate(node, one, "", 200, SECONDS),
        rate(node, one, "If-None-Match: " + tag, 304, SECONDS),
        rate(node, list, "", 200, SECONDS));
  }

  private static double rate(Node node, String path, String header, int status, double seconds) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    var counts = new long[CONNECTIONS];
    Times.each(CONNECTIONS, client -> {
      try (var connection = new Connection(node.port, path, header, status)) {
        while (System.nanoTime() < end) {
          connection.ask();
          counts[client]++;
        }
      }
    });
    return Arrays.stream(counts).sum() / seconds;
  }
}

import java.net.http.HttpResponse;

/** How fast clients who poll are answered. */
class Reading {

  private static final int CONNECTIONS = 16;
  private static final double SECONDS = 4;

  /** What was measured: requests a second. */
  record Rates(double one, double unchanged, double list) {}

  static void run(Node node, String name, String when) throws Exception {
    Rates rates = measure(node, name);
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
    Times.rate(CONNECTIONS, 2, () -> expect(200, node.get(one)));
    return new Rates(
        Times.rate(CONNECTIONS, SECONDS, () -> expect(200, node.get(one))),
        Times.rate(CONNECTIONS, SECONDS, () -> expect(304, node.get(one, "If-None-Match", tag))),
        Times.rate(CONNECTIONS, SECONDS, () -> expect(200, node.get(list))));
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }
}

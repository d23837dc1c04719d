import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several nodes on one PostgreSQL: how much more they do than one. */
class Several implements Bench.Measure {

  static final int FIRST = 18190;
  static final String BODY =
      "{\"target\": {\"path\": \"noop\"}, \"dry_run\": true, \"steps\": [{\"command\": \"bench/work\", \"name\": \"one\"},"
          + " {\"command\": \"bench/work\", \"name\": \"two\"}]}";

  @Override
  public void run(Path folder) throws Exception {
    prepare(folder);
    try (var database = new Database(folder)) {
      var one = new double[Bench.setting("ROUNDS", 3)];
      var three = new double[one.length];
      var ratios = new double[one.length];
      for (int round = 0; round < one.length; round++) {
        one[round] = throughput(folder, database, 1);
        three[round] = throughput(folder, database, 3);
        ratios[round] = three[round] / one[round];
        Bench.tell("round %d: %.2f, %.2f", round + 1, one[round], three[round]);
      }
      Bench.print(
          "workflows a second, 1 node and 3 nodes",
          "%.2f and %.2f: %.2f times",
          Bench.median(one),
          Bench.median(three),
          Bench.median(ratios));
    }
  }

  static void prepare(Path folder) throws Exception {
    Moving.target(folder);
    // A program that takes its time without a processor, as one that asks another machine: there are only two here.
    Files.writeString(
        Files.createDirectories(folder.resolve("data/commands/bench")).resolve("work.md"),
        "---\ndescription: Works for a while\nrun: [sleep, \"0.5\"]\n---\n# Work\n\nWaits.\n");
  }

  private static double throughput(Path folder, Database database, int number) throws Exception {
    List<Node> nodes = start(folder, database, number);
    try {
      submit(nodes, 6 * number);
      Moving.awaitDone(database);
      int workflows = 20 * number;
      long begun = System.nanoTime();
      submit(nodes, workflows);
      Moving.awaitDone(database);
      return workflows / ((System.nanoTime() - begun) / 1e9);
    } finally {
      for (Node node : nodes) {
        node.close();
      }
    }
  }

  private static List<Node> start(Path folder, Database database, int number) throws Exception {
    var nodes = new ArrayList<Node>();
    for (int node = 0; node < number; node++) {
      nodes.add(Node.start(folder, database, FIRST + node, Moving.DEDICATED));
    }
    return nodes;
  }

  private static void submit(List<Node> nodes, int workflows) throws Exception {
    for (int one = 0; one < workflows; one++) {
      nodes.get(one % nodes.size()).submit(BODY);
    }
  }
}

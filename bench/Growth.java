import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whether what is stored makes anything slower: the same requests to a node with an empty database and to one with very many
 * workflows, in turns, for a JVM grows faster by itself.
 */
class Growth implements Bench.Measure {

  private static final int SUBMITTED = 300;
  private static final int WARM = 3;

  /** A UUIDv7 of a time, as the service makes them: where a row lies depends on it. */
  private static final String ID =
      "(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)"
          + " || '8' || substr(md5(random()::text), 1, 15))::uuid";

  /** What a side did in one round, each a second. */
  private record Rates(Reading.Rates reads, double submits, double completed) {}

  /** A node with a database of its own, and a workflow to ask for. */
  private record Side(Database database, Node node, String name) implements AutoCloseable {

    static Side start(Path folder, int port) throws Exception {
      Moving.target(Files.createDirectories(folder));
      var database = new Database(folder);
      Node node = Node.start(folder, database, port, Moving.DEDICATED);
      String name = node.submit(Moving.BODY);
      Moving.awaitDone(database);
      return new Side(database, node, name);
    }

    Rates measure() throws Exception {
      Reading.Rates reads = Reading.measure(node, name);
      var times = new Times();
      for (int one = 0; one < SUBMITTED; one++) {
        times.time(() -> node.submit(Moving.BODY));
      }
      Moving.awaitDone(database);
      return new Rates(reads, 1000 / times.percentile(50), Moving.complete(database, node, SUBMITTED));
    }

    String size() throws Exception {
      return "%,d workflows, %.1f GB"
          .formatted(
              database.number("select count(*) from workflow"),
              database.number("select pg_database_size('postgres')") / 1e9);
    }

    @Override
    public void close() throws Exception {
      node.close();
      database.close();
    }
  }

  @Override
  public void run(Path folder) throws Exception {
    int stored = Bench.setting("STORED", 1_000_000);
    var few = new Rates[Bench.setting("ROUNDS", 5)];
    var many = new Rates[few.length];
    try (Side small = Side.start(folder.resolve("small"), 18190);
        Side large = Side.start(folder.resolve("large"), 18191)) {
      fill(large.database(), large.name(), stored);
      for (int warm = 0; warm < WARM; warm++) {
        small.measure();
        large.measure();
      }
      Bench.print("stored", "%s; %s", small.size(), large.size());
      for (int round = 0; round < few.length; round++) {
        // Who is first changes, for what the machine does besides.
        many[round] = round % 2 == 0 ? large.measure() : null;
        few[round] = small.measure();
        many[round] = round % 2 == 0 ? many[round] : large.measure();
        Bench.tell("%d of %d rounds", round + 1, few.length);
      }
    }
    print("GET one workflow", few, many, rates -> rates.reads().one());
    print("GET one, If-None-Match", few, many, rates -> rates.reads().unchanged());
    print("list of 20 with a filter", few, many, rates -> rates.reads().list());
    print("submits", few, many, Rates::submits);
    print("workflows completed (claims)", few, many, Rates::completed);
  }

  private static void print(String what, Rates[] few, Rates[] many, ToDoubleFunction<Rates> rate) {
    double[] before = Arrays.stream(few).mapToDouble(rate).toArray();
    double[] after = Arrays.stream(many).mapToDouble(rate).toArray();
    double[] ratios = IntStream.range(0, before.length).mapToDouble(round -> after[round] / before[round]).toArray();
    Bench.print(
        what + ", a second",
        "%.0f and %.0f: %.2f (%.2f to %.2f)",
        Bench.median(before),
        Bench.median(after),
        Bench.median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /** Copies a workflow that has ended, with its phases, first step, attempt and first events, so often that there are so many. */
  private static void fill(Database database, String name, int workflows) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Foreign keys hold by construction; checking them would take an hour.
      statement.execute("set session_replication_role = replica");
      statement.execute(
          ("create table copies as select %s as w, %s as p, %s as s, %s as a, i, at from (select i, now() - interval '1 day'"
              + " - i * interval '1 second' as at from generate_series(1, %d) i)")
              .formatted(ID, ID, ID, ID, workflows));
      String one = "= (select id from workflow where name = '%s')".formatted(name);
      String step = "= (select s.id from step s join phase p on p.id = s.phase_id where p.workflow_id %s order by s.position limit 1)".formatted(one);
      copy(statement, "workflow", "id " + one, "id", "c.w", "name", "'quality_20200101_000000_' || lpad(c.i::text, 8, '0')",
          "created_at", "c.at");
      copy(statement, "phase", "workflow_id " + one, "id", "c.p", "workflow_id", "c.w");
      copy(statement, "step", "id " + step, "id", "c.s", "phase_id", "c.p");
      copy(statement, "attempt", "step_id " + step, "id", "c.a", "step_id", "c.s");
      copy(statement, "event", "workflow_id " + one + " and o.sequence <= 3", "workflow_id", "c.w");
      statement.execute("drop table copies");
      statement.execute("vacuum analyze");
    }
  }

  /** Copies rows with other values in some columns. */
  private static void copy(Statement statement, String table, String where, String... others) throws Exception {
    long begun = System.nanoTime();
    var values = new StringBuilder();
    var names = new StringBuilder();
    try (var columns = statement.executeQuery(
        "select column_name from information_schema.columns where table_name = '%s' and is_generated = 'NEVER' order by ordinal_position"
            .formatted(table))) {
      while (columns.next()) {
        String column = columns.getString(1);
        String value = "o.\"" + column + "\"";
        for (int other = 0; other < others.length; other += 2) {
          value = others[other].equals(column) ? others[other + 1] : value;
        }
        names.append(names.isEmpty() ? "" : ", ").append('"').append(column).append('"');
        values.append(values.isEmpty() ? "" : ", ").append(value);
      }
    }
    int rows = statement.executeUpdate(
        "insert into %s (%s) select %s from copies c, %s o where o.%s".formatted(table, names, values, table, where));
    Bench.tell("%s: %,d rows, %.0f s", table, rows, (System.nanoTime() - begun) / 1e9);
  }
}

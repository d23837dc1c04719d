import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** Whether what is stored makes anything slower: the same requests on an empty database, and on one with very many workflows. */
class Growth implements Bench.Measure {

  private static final int SUBMITTED = 300;

  /** A UUIDv7 of a time, as the service makes them: where a row lies depends on it. */
  private static final String ID =
      "(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)"
          + " || '8' || substr(md5(random()::text), 1, 15))::uuid";

  /** What was measured at one size. */
  private record Size(Reading.Rates reads, double submit, double completed) {}

  @Override
  public void run(Path folder) throws Exception {
    int stored = Bench.setting("STORED", 1_000_000);
    Moving.target(folder);
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, 18190, Moving.DEDICATED)) {
      for (int warm = 0; warm < 3; warm++) {
        Moving.complete(database, node, SUBMITTED);
      }
      String name = node.submit(Moving.BODY);
      measure(database, node, name);
      Size empty = measure(database, node, name);
      fill(database, name, stored);
      measure(database, node, name);
      Size full = measure(database, node, name);
      long bytes = database.number("select pg_database_size('postgres')");
      Bench.print("stored", "%,d workflows, %.1f GB", database.number("select count(*) from workflow"), bytes / 1e9);
      ratio("GET one workflow", empty.reads().one(), full.reads().one());
      ratio("GET one, If-None-Match", empty.reads().unchanged(), full.reads().unchanged());
      ratio("list of 20 with a filter", empty.reads().list(), full.reads().list());
      ratio("submits", 1000 / empty.submit(), 1000 / full.submit());
      ratio("workflows completed (claims)", empty.completed(), full.completed());
    }
  }

  private static void ratio(String what, double before, double after) {
    Bench.print(what + ", a second", "%.0f, then %.0f: %.2f", before, after, after / before);
  }

  private static Size measure(Database database, Node node, String name) throws Exception {
    Moving.awaitDone(database);
    Reading.Rates reads = Reading.measure(node, name);
    var times = new Times();
    for (int one = 0; one < SUBMITTED; one++) {
      times.time(() -> node.submit(Moving.BODY));
    }
    Moving.awaitDone(database);
    return new Size(reads, times.percentile(50), Moving.complete(database, node, SUBMITTED));
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

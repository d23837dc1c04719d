import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** Whether what is stored stays as large as it is while workflows come all the time, each on files that have changed. */
class Flat implements Bench.Measure {

  private static final int TARGETS = 20;
  private static final int LOOK_EVERY = 5;

  /** Everything is kept for a minute, but what is kept by its own, shorter age; partitions are as short as they may be. */
  private static final String[] SHORT_AGES = {
    "--pawl.retention.workflows=60s",
    "--pawl.retention.logs=30s",
    "--pawl.retention.snapshots=30s",
    "--pawl.retention.last=5",
    "--pawl.retention.partition=1m",
    "--pawl.retention.check=5s",
    "--pawl.cache.unused=60s",
    "--pawl.cache.check=5s",
    "--pawl.security.audit-kept=60s",
    "--pawl.security.audit-check=5s",
    "--pawl.node.adaptive=false",
    "--pawl.node.most-percent=100"
  };

  /** The age, the partition that is waited for, and the time until somebody looks. */
  private static final int FIRST_AGE = 60 + 60 + LOOK_EVERY;

  /** Two partitions come and go in it. */
  private static final int WINDOW = 120;

  /** What was there at a time. */
  private record Size(long second, int submitted, long stored, double database, double folder, long partitions) {}

  @Override
  public void run(Path folder) throws Exception {
    int seconds = Math.max(3, Bench.setting("MINUTES", 8)) * 60;
    int rate = Bench.setting("RATE", 10);
    for (int target = 0; target < TARGETS; target++) {
      Files.createDirectories(folder.resolve("code/t" + target));
    }
    var submitted = new AtomicInteger();
    var refused = new AtomicInteger();
    var running = new AtomicBoolean(true);
    var sizes = new ArrayList<Size>();
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, Bench.setting("PORT", 18190), SHORT_AGES)) {
      long begun = System.nanoTime();
      Thread load = Thread.ofPlatform().start(() -> {
        for (long turn = 0; running.get(); turn++) {
          pauseUntil(begun + turn * 1_000_000_000L / rate);
          try {
            submit(folder, node, turn);
            submitted.incrementAndGet();
          } catch (Exception e) {
            refused.incrementAndGet();
            Bench.tell("refused: %s", e.getMessage());
          }
        }
      });
      try {
        for (int second = 0; second <= seconds; second += LOOK_EVERY) {
          pauseUntil(begun + second * 1_000_000_000L);
          Size size = size(folder, database, second, submitted.get());
          sizes.add(size);
          if (second % 30 == 0) {
            Bench.tell(
                "%3d s: %,6d submitted, %,6d stored in %d partitions, database %.1f MB, data folder %.1f MB",
                size.second(), size.submitted(), size.stored(), size.partitions(), size.database(), size.folder());
          }
        }
      } finally {
        running.set(false);
        load.join();
      }
      Moving.awaitDone(database);
      Bench.tell("largest: %s", largest(database));
      // None can be asked for any more when it has gone; but what is left must not have failed.
      long failed = database.number("select count(*) from workflow where status <> 'COMPLETED'");
      long wrong = Files.readAllLines(node.log).stream().filter(line -> line.contains(" ERROR ")).count();
      Bench.print(
          "continuous load",
          "%d workflows a second for %d min: %,d submitted, %d refused, %d failed of those that are left, %d errors in the log",
          rate, seconds / 60, submitted.get(), refused.get(), failed, wrong);
    }
    // Less than 6 minutes show only that it runs: there is no time for two windows of whole partitions.
    int window = Math.min(WINDOW, (seconds - FIRST_AGE) / 2);
    flat("workflows stored", sizes, window, Size::stored, "%,.0f");
    flat("database, MB", sizes, window, Size::database, "%.1f");
    flat("data folder, MB", sizes, window, Size::folder, "%.1f");
  }

  /** Compares the largest of the time after the first age with the largest of the last time: between, it goes up and down. */
  private static void flat(String what, List<Size> sizes, int window, ToDoubleFunction<Size> value, String format) {
    long last = sizes.getLast().second();
    double first = most(sizes, FIRST_AGE, FIRST_AGE + window, value);
    double end = most(sizes, last - window, last, value);
    Bench.print(
        what + ": at most, in the " + window + " s after the first age and in the last " + window + " s",
        format + ", then " + format + ": %.2f, %s",
        first, end, end / first, end / first <= 1.1 ? "flat" : "growing");
  }

  private static double most(List<Size> sizes, long from, long to, ToDoubleFunction<Size> value) {
    return sizes.stream()
        .filter(size -> size.second() >= from && size.second() <= to)
        .mapToDouble(value)
        .max()
        .orElseThrow();
  }

  private static void submit(Path folder, Node node, long turn) throws Exception {
    String target = "t" + turn % TARGETS;
    Files.writeString(folder.resolve("code").resolve(target).resolve("a.txt"), "hello for the time " + turn + "\n");
    node.submit(Moving.BODY.replace("noop", target));
  }

  private static Size size(Path folder, Database database, long second, int submitted) throws Exception {
    // Files go while they are counted, which du says on the other stream.
    String blocks = Bench.output("sh", "-c", "du -sk '" + Files.createDirectories(folder.resolve("data")) + "' 2>/dev/null | cut -f1");
    return new Size(
        second,
        submitted,
        database.number("select count(*) from workflow"),
        database.number("select pg_database_size('postgres')") / 1e6,
        Long.parseLong(blocks) / 1e3,
        database.number("select count(*) from pg_inherits where inhparent = 'event'::regclass"));
  }

  /** What takes the most room, in MB with its indexes. */
  private static String largest(Database database) throws Exception {
    var found = new StringBuilder();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(
            "select regexp_replace(relname, '_[0-9]+$', '_*'), sum(pg_total_relation_size(oid)) / 1e6 from pg_class where relkind"
                + " = 'r' group by 1 order by 2 desc limit 10")) {
      while (rows.next()) {
        found.append("%s %.1f, ".formatted(rows.getString(1), rows.getDouble(2)));
      }
    }
    return found.substring(0, found.length() - 2);
  }

  private static void pauseUntil(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.chaos.Cluster.Node;
import dev.pawl.objectstore.S3Server;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Kills and stops the processes of three nodes under load, also in the middle of their transactions, cuts their
 * connections, and restarts their database, at random moments. Each workflow appends one line to a ledger in its target,
 * which reveals lost and duplicate results. {@code -Dpawl.chaos.rounds=200} runs the long form, with stops and cuts of 40
 * to 100 s, during which another fault occurs. With {@code -Dpawl.chaos.object-store=true}, each node has a folder of its
 * own.
 */
class ChaosTests {

  private static final int NODES = Integer.getInteger("pawl.chaos.nodes", 3);
  private static final int ROUNDS = Integer.getInteger("pawl.chaos.rounds", 7);
  private static final boolean LONG_FORM = ROUNDS > 10;
  private static final boolean OBJECT_STORE = Boolean.getBoolean("pawl.chaos.object-store");
  private static final Duration STOP_DURATION =
      Duration.ofSeconds(Integer.getInteger("pawl.chaos.stopped", LONG_FORM ? 40 : 18));
  private static final int MAX_OPEN_WORKFLOWS = 6;
  private static final Duration MAX_STOP_DURATION =
      Duration.ofSeconds(Integer.getInteger("pawl.chaos.longest-stop", LONG_FORM ? 100 : 24));

  /** The time within which the other nodes continue after a node has failed. */
  private static final Duration MAX_INTERRUPTION = Duration.ofSeconds(20);

  /** The time after which no more faults are injected. */
  private static final Duration MAX_DURATION =
      Duration.ofMinutes(Integer.getInteger("pawl.chaos.max-minutes", 600));

  private static final int PUBLICATION_KILLS =
      Integer.getInteger("pawl.chaos.publication-kills", 2);
  private static final int PUBLISHED_FILES = 120;
  private static final List<String> KINDS =
      List.of("kill", "stop", "stop in transaction", "cut", "terminate", "restart");

  /** The faults that occur while another node is stopped or cut, in the long form. */
  private static final List<String> SHORT_KINDS = List.of("kill", "terminate", "restart");

  private static final String LEDGER = "[\"team/ledger\", \"format\", \"verify\"]";
  private static final String APPEND = "[\"team/append\"]";
  private static final String OLD = "old\n";
  private static final String NEW = "old\nnew\n";
  private static final int MAX_PUBLICATION_DELAY_MILLIS = 300;

  /** The faults of the short form: each kind occurs. */
  private static final List<String> SHORT_FORM =
      List.of("stop in transaction", "cut", "kill", "terminate", "restart", "kill", "stop");

  /** A workflow of a killed node, with the time of the kill by the clock of the database. */
  private record Killed(String workflow, Instant at) {}

  private final Random random = new Random(Long.getLong("pawl.chaos.seed", 42));
  private final Map<String, Path> accepted = new ConcurrentHashMap<>();
  private final List<Killed> killed = new ArrayList<>();
  private final Map<String, Integer> faultCounts = new ConcurrentHashMap<>();
  private final Set<String> killedClaims = new HashSet<>();
  private Duration longestInterruption = Duration.ZERO;
  private int rounds;

  @Test
  void losesNothingAndAppliesNothingTwice(@TempDir Path temp) throws Exception {
    Path folder = temp.toRealPath();
    var finished = new AtomicBoolean();
    try (S3Server store = OBJECT_STORE ? S3Server.start(folder.resolve("objects")) : null;
        var cluster = new Cluster(folder, NODES)) {
      if (store != null) {
        cluster.useObjectStore(store);
      }
      writeCommand(folder);
      cluster.start();
      Thread load =
          Thread.ofPlatform()
              .start(() -> submitWorkflows(cluster, finished, ChaosTests::newTarget, LEDGER));
      long end = System.nanoTime() + MAX_DURATION.toNanos();
      while (rounds < ROUNDS && System.nanoTime() < end) {
        Cluster.pause(Duration.ofMillis(random.nextInt(500, 3000)));
        String kind =
            LONG_FORM
                ? KINDS.get(random.nextInt(KINDS.size()))
                : SHORT_FORM.get(rounds % SHORT_FORM.size());
        injectFault(cluster, kind, busyNode(cluster));
      }
      finished.set(true);
      load.join();
      for (Node node : cluster.nodes()) {
        node.awaitReady();
      }
      awaitEnds(cluster);
      checkWorkflows(cluster);
      checkTargets();
      printReport(cluster);
      assertThat(longestInterruption)
          .as("time in which the other nodes recorded nothing")
          .isLessThan(MAX_INTERRUPTION);
    }
  }

  /**
   * Kills nodes while they publish many files. {@code -Dpawl.chaos.publication-kills=300} runs the long form.
   */
  @Test
  void leavesNoTargetHalfPublished(@TempDir Path temp) throws Exception {
    Path folder = temp.toRealPath();
    var finished = new AtomicBoolean();
    int interrupted = 0;
    try (var cluster = new Cluster(folder, 2)) {
      writeCommand(folder);
      cluster.start();
      Thread load =
          Thread.ofPlatform()
              .start(() -> submitWorkflows(cluster, finished, ChaosTests::newLargeTarget, APPEND));
      int kills = 0;
      long end = System.nanoTime() + MAX_DURATION.toNanos();
      while (kills < PUBLICATION_KILLS && System.nanoTime() < end) {
        Node node = awaitPublication(cluster);
        Cluster.pause(Duration.ofMillis(random.nextInt(MAX_PUBLICATION_DELAY_MILLIS)));
        node.kill();
        killedClaims.addAll(publishingClaims(cluster, node));
        int half = countHalfPublished();
        interrupted += half;
        System.out.printf("kill %d: %s, targets half published: %d%n", ++kills, node.name(), half);
        node.start();
      }
      finished.set(true);
      load.join();
      for (Node node : cluster.nodes()) {
        node.awaitReady();
      }
      awaitEnds(cluster);
      checkWorkflows(cluster);
      assertThat(countHalfPublished()).as("targets half published").isZero();
      for (Path target : accepted.values()) {
        assertThat(countPublished(target)).as("files of %s", target).isEqualTo(PUBLISHED_FILES);
      }
      System.out.printf(
          "%d workflows, %d kills while publishing, %d targets half published at a kill, 0 at the"
              + " end%n",
          accepted.size(), PUBLICATION_KILLS, interrupted);
    }
  }

  private static Path newLargeTarget(Path folder, int number) {
    Path target = folder.resolve("targets/t" + number);
    for (int i = 0; i < PUBLISHED_FILES; i++) {
      TestFiles.write(target, "f%03d.txt".formatted(i), OLD);
    }
    return target;
  }

  /** Waits until a node publishes with a claim that was not lost by an earlier kill, and returns it. */
  private Node awaitPublication(Cluster cluster) throws InterruptedException {
    var publishing = new AtomicReference<Node>();
    Cluster.await(
        "a workflow publishes",
        Duration.ofMinutes(5),
        Duration.ofMillis(20),
        () -> {
          for (Node node : cluster.nodes()) {
            if (killedClaims.addAll(publishingClaims(cluster, node))) {
              publishing.set(node);
            }
          }
          return publishing.get() != null;
        });
    return publishing.get();
  }

  /** Returns the claims with which a node publishes, or with which it published when it was killed. */
  private static List<String> publishingClaims(Cluster cluster, Node node) {
    return cluster
        .database()
        .sql(
            "select w.name || ' ' || w.epoch from workflow w join phase p on p.workflow_id = w.id"
                + " join step s on s.phase_id = p.id where s.name = 'publish' and s.status ="
                + " 'RUNNING' and w.node = ? and w.lease_until > now()")
        .param(node.name())
        .query(String.class)
        .list();
  }

  private int countHalfPublished() throws IOException {
    int half = 0;
    for (Path target : accepted.values()) {
      long published = countPublished(target);
      if (published > 0 && published < PUBLISHED_FILES) {
        half++;
      }
    }
    return half;
  }

  private static long countPublished(Path target) throws IOException {
    try (var files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".txt"))
          .filter(file -> TestFiles.read(target, file.getFileName().toString()).equals(NEW))
          .count();
    }
  }

  private static void writeCommand(Path folder) {
    TestFiles.write(
        folder.resolve("home/commands"),
        "team/ledger.md",
        """
        ---
        run: script
        writes: ledger.txt
        ---
        Adds a line to the ledger.
        ```sh
        echo entered >> ledger.txt
        sleep 1
        ```
        """);
    TestFiles.write(
        folder.resolve("home/commands"),
        "team/append.md",
        """
        ---
        run: script
        writes: "*.txt"
        ---
        Adds a line to each file.
        ```sh
        for file in *.txt; do echo new >> "$file"; done
        ```
        """);
  }

  private static Path newTarget(Path folder, int number) {
    Path target = folder.resolve("targets/t" + number);
    TestFiles.write(target, "ledger.txt", "ledger\n");
    TestFiles.askForJavaFormatter(target);
    for (int i = 0; i < 8; i++) {
      TestFiles.write(
          target, "src/C" + i + ".java", "class C%d{int a( ){return %d;}}\n".formatted(i, i));
    }
    TestFiles.write(target, "notes/keep.txt", "as it is\n");
    return target;
  }

  /** Keeps several workflows running; a submission without a response is repeated with its idempotency key. */
  private void submitWorkflows(
      Cluster cluster,
      AtomicBoolean finished,
      BiFunction<Path, Integer, Path> newTarget,
      String commands) {
    var number = new AtomicInteger();
    try {
      while (!finished.get()) {
        if (countOpenWorkflows(cluster) >= MAX_OPEN_WORKFLOWS) {
          Cluster.pause(Duration.ofMillis(200));
          continue;
        }
        Path target = newTarget.apply(cluster.folder(), number.incrementAndGet());
        String body =
            """
            {"target": {"path": "%s"}, "type": "custom", "commands": %s}
            """
                .formatted(target, commands);
        Optional<JsonNode> answer = Optional.empty();
        for (int tries = 0; answer.isEmpty(); tries++) {
          Node node = cluster.nodes().get((number.get() + tries) % cluster.nodes().size());
          answer = node.submit("key-" + number.get(), body);
          if (answer.isEmpty()) {
            Cluster.pause(Duration.ofMillis(200));
          }
        }
        accepted.put(answer.get().get("workflow_id").asString(), target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long countOpenWorkflows(Cluster cluster) {
    try {
      return count(
          cluster.database(),
          "select count(*) from workflow where status in ('QUEUED', 'RUNNING',"
              + " 'AWAITING_DECISION')");
    } catch (DataAccessException restarting) {
      return MAX_OPEN_WORKFLOWS;
    }
  }

  private static long count(JdbcClient database, String query) {
    return database.sql(query).query(Long.class).single();
  }

  private void injectFault(Cluster cluster, String name, Node node) throws Exception {
    faultCounts.merge(name, 1, Integer::sum);
    rounds++;
    switch (name) {
      case "kill" -> {
        recordKilledWorkflows(cluster, node);
        node.kill();
        node.start();
        node.awaitReady();
      }
      case "stop" -> {
        node.signal("STOP");
        observeOthers(cluster, node);
        node.signal("CONT");
      }
      case "stop in transaction" -> {
        if (!node.stopInTransaction(Duration.ofSeconds(60))) {
          throw new AssertionError(node.name() + " was not stopped in a transaction");
        }
        observeOthers(cluster, node);
        node.signal("CONT");
      }
      case "cut" -> {
        node.proxy().cut();
        observeOthers(cluster, node);
        node.proxy().reconnect();
      }
      case "terminate" ->
          cluster
              .database()
              .sql(
                  "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <>"
                      + " pg_backend_pid() and backend_type = 'client backend'")
              .query(Long.class)
              .single();
      default -> cluster.restartPostgres();
    }
    System.out.printf("round %d: %s %s%n", rounds, name, node.name());
  }

  /**
   * Waits while a node is stopped, and measures the longest time in which no other node records an event. In the long form,
   * another fault occurs meanwhile.
   */
  private void observeOthers(Cluster cluster, Node stopped) throws Exception {
    Duration duration =
        STOP_DURATION.plusMillis(
            random.nextLong(MAX_STOP_DURATION.minus(STOP_DURATION).toMillis() + 1));
    CompletableFuture<Void> second =
        LONG_FORM
            ? CompletableFuture.runAsync(
                () -> injectSecondFault(cluster, stopped),
                CompletableFuture.delayedExecutor(
                    MAX_INTERRUPTION.toMillis(), TimeUnit.MILLISECONDS))
            : CompletableFuture.completedFuture(null);
    JdbcClient database = cluster.database();
    long start = System.nanoTime();
    long lastChange = start;
    long events = count(database, "select count(*) from event");
    while (System.nanoTime() - start < duration.toNanos()) {
      Cluster.pause(Duration.ofMillis(200));
      long now = countEvents(database, events);
      long time = System.nanoTime();
      Duration interruption = Duration.ofNanos(time - lastChange);
      if (interruption.compareTo(longestInterruption) > 0) {
        longestInterruption = interruption;
      }
      if (now != events) {
        events = now;
        lastChange = time;
      }
    }
    second.get(10, TimeUnit.MINUTES);
  }

  /** Returns the number of events; the last one while the database restarts. */
  private static long countEvents(JdbcClient database, long last) {
    try {
      return count(database, "select count(*) from event");
    } catch (DataAccessException restarting) {
      return last;
    }
  }

  /** Injects a fault of another node or of all connections while a node is stopped or cut. */
  private void injectSecondFault(Cluster cluster, Node stopped) {
    List<Node> others = cluster.nodes().stream().filter(node -> node != stopped).toList();
    try {
      injectFault(
          cluster,
          SHORT_KINDS.get(random.nextInt(SHORT_KINDS.size())),
          others.get(random.nextInt(others.size())));
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** Returns a node that runs a workflow, so that a fault has an effect; any node if none does. */
  private Node busyNode(Cluster cluster) throws InterruptedException {
    for (int tries = 0; tries < 30; tries++) {
      try {
        List<String> busy =
            cluster
                .database()
                .sql(
                    "select distinct node from workflow where status = 'RUNNING' and lease_until >"
                        + " now() order by node")
                .query(String.class)
                .list();
        if (!busy.isEmpty()) {
          String name = busy.get(random.nextInt(busy.size()));
          var node = cluster.nodes().stream().filter(n -> n.name().equals(name)).findFirst();
          if (node.isPresent()) {
            return node.get();
          }
          System.out.println("Unknown node: " + name);
        }
      } catch (DataAccessException restarting) {
        // Retried below.
      }
      Cluster.pause(Duration.ofMillis(100));
    }
    return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
  }

  private void recordKilledWorkflows(Cluster cluster, Node node) {
    try {
      cluster
          .database()
          .sql(
              "select name, now() from workflow where node = ? and status = 'RUNNING' and"
                  + " lease_until > now()")
          .param(node.name())
          .query((row, number) ->
              killed.add(new Killed(row.getString(1), row.getTimestamp(2).toInstant())))
          .list();
    } catch (DataAccessException unknown) {
      System.out.println("Recovery time not measured: " + unknown.getMessage());
    }
  }

  private void awaitEnds(Cluster cluster) throws InterruptedException {
    Cluster.await(
        "every workflow ends; still open: "
            + cluster
                .database()
                .sql("select name || ' ' || status from workflow where ended_at is null")
                .query(String.class)
                .list(),
        Duration.ofMinutes(3),
        () -> countOpenWorkflows(cluster) == 0);
  }

  private void checkWorkflows(Cluster cluster) {
    JdbcClient database = cluster.database();
    assertThat(count(database, "select count(*) from workflow"))
        .as("stored workflows, compared with accepted ones")
        .isEqualTo(accepted.size());
    assertThat(
            database
                .sql(
                    """
                    select w.name || ' ' || w.status || ' ' || w.ended_reason || ': ' || coalesce(w.ended_message, '') || coalesce(
                      (select string_agg(s.name || ' ' || a.number || ' on ' || a.node || ': ' || a.error, '; ' order by a.id)
                      from attempt a join step s on s.id = a.step_id join phase p on p.id = s.phase_id
                      where p.workflow_id = w.id and a.error is not null), '')
                    from workflow w where w.status <> 'COMPLETED'
                    """)
                .query(String.class)
                .list())
        .as("workflows that did not complete")
        .isEmpty();
    assertThat(count(database, "select count(*) from lock")).as("held locks").isZero();
    assertThat(
            count(
                database,
                """
                select count(*) from workflow w where event_sequence <> (select count(*) from event e
                  where e.workflow_id = w.id) or event_sequence <> (select max(sequence) from event e
                  where e.workflow_id = w.id)
                """))
        .as("workflows with gaps in their events")
        .isZero();
    assertThat(
            count(
                database,
                "select count(*) from (select from event where type = 'step_completed' group by"
                    + " workflow_id, data ->> 'step' having count(*) > 1) twice"))
        .as("step results recorded twice")
        .isZero();
  }

  private void checkTargets() throws IOException {
    for (Map.Entry<String, Path> entry : accepted.entrySet()) {
      Path target = entry.getValue();
      assertThat(TestFiles.read(target, "ledger.txt"))
          .as(entry.getKey())
          .isEqualTo("ledger\nentered\n");
      assertThat(TestFiles.read(target, "notes/keep.txt")).isEqualTo("as it is\n");
      for (int i = 0; i < 8; i++) {
        assertThat(TestFiles.read(target, "src/C" + i + ".java"))
            .as(entry.getKey())
            .startsWith("class C%d {\n".formatted(i));
      }
      // With .quality-config.json, which asks for the formatter.
      try (var files = Files.walk(target)) {
        assertThat(files.filter(Files::isRegularFile).count()).as(entry.getKey()).isEqualTo(11);
      }
    }
  }

  private void printReport(Cluster cluster) {
    var times = new ArrayList<Double>();
    for (Killed workflow : killed) {
      cluster
          .database()
          .sql(
              "select extract(epoch from min(e.at) - ?::timestamptz) from event e join workflow w"
                  + " on w.id = e.workflow_id where w.name = ? and e.type = 'workflow_resumed' and"
                  + " e.at > ?::timestamptz")
          .params(workflow.at().toString(), workflow.workflow(), workflow.at().toString())
          .query(Double.class)
          .optional()
          .ifPresent(times::add);
    }
    times.sort(null);
    System.out.printf(
        "%d workflows, %d rounds %s; longest time without events of other nodes: %.1f s; attempts"
            + " lost: %d; time from kill to resumption on another node: %d measured%s%n",
        accepted.size(),
        faultCounts.values().stream().mapToInt(Integer::intValue).sum(),
        faultCounts,
        longestInterruption.toMillis() / 1000.0,
        count(cluster.database(), "select count(*) from event where type = 'attempt_lost'"),
        times.size(),
        times.isEmpty()
            ? ""
            : ", p50 %.1f s, p99 %.1f s, max %.1f s"
                .formatted(
                    times.get(times.size() / 2),
                    times.get((int) Math.ceil(times.size() * 0.99) - 1),
                    times.getLast()));
  }
}

package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.archive.TarBuilder;
import dev.pawl.fuzz.FuzzRequest;
import dev.pawl.fuzz.FuzzResponse;
import dev.pawl.fuzz.KnownResources;
import dev.pawl.fuzz.OpenApiContract;
import dev.pawl.fuzz.RequestGenerator;
import dev.pawl.fuzz.RequestSender;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/**
 * Sends random requests derived from {@code openapi.yaml} and checks that every response conforms to it.
 * {@code -Dpawl.fuzz.requests=20000 -Dpawl.fuzz.seed=7} runs the long form.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FuzzTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class FuzzTests {

  private static final int REQUESTS = Integer.getInteger("pawl.fuzz.requests", 600);
  private static final long SEED = Long.getLong("pawl.fuzz.seed", 42);
  private static final int THREADS = 4;
  private static final int MAX_REPORTS_PER_FAULT = 3;

  /** Enough schedules that some remain after requests have deleted others. */
  private static final int RESOURCES_TO_DELETE = 30;

  /** The number of requests from which each operation must have succeeded at least once. */
  private static final int FULL_COVERAGE_REQUESTS = 10_000;

  /** Operations that need a forge, which tests of forges have, or that keep the node from running workflows. */
  private static final Pattern NEVER_SUCCEEDING =
      Pattern.compile(
          "POST /api/v1/triggers|.* /api/v1/triggers/\\{id}|POST /api/v1/hooks/.*"
              + "|.*/forge-messages/.*|.* /api/v1/nodes/.*");

  private static final Path FOLDER = TestNodeInitializer.createTempFolder("pawl-fuzz");

  @Autowired PawlClient pawl;

  private final KnownResources world = new KnownResources();
  private final Map<String, AtomicInteger> faults = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Set<String> succeededOperations = ConcurrentHashMap.newKeySet();
  private final StringBuffer report = new StringBuffer();

  /** Returns the kind of a fault, without its location in the body. */
  private static String kind(String fault) {
    return fault.replaceAll("\\d+", "N").replaceAll("'.*'", "X");
  }

  /** Configures a separate node, because random requests change the state that other tests rely on. */
  static class Node extends TestNodeInitializer {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      super.initialize(context);
      TestPropertyValues.of(
              "pawl.workspace.folder=" + FOLDER.resolve("home"),
              "pawl.workspace.roots=" + FOLDER.resolve("targets"),
              "pawl.workspace.trusted-targets=" + FOLDER.resolve("targets/trusted"),
              "pawl.credential.encryption-key=key-0123456789abcdef0123456789abcdef",
              "pawl.registry.folder=" + FOLDER.resolve("home/commands"))
          .applyTo(context);
    }
  }

  @Test
  void respondsAccordingToTheContract() throws Exception {
    var contract = OpenApiContract.read(Path.of("openapi.yaml"));
    var requests = new RequestGenerator(contract, world, SEED);
    populate();
    long startedAt = System.nanoTime();
    var next = new AtomicInteger();
    var sender = Executors.newFixedThreadPool(THREADS);
    try (var wire = new RequestSender(pawl.uri("/").getPort())) {
      for (int i = 0; i < THREADS; i++) {
        sender.execute(() -> {
          for (int number; (number = next.incrementAndGet()) <= REQUESTS; ) {
            sendAndCheck(contract, requests.generate(number), wire);
          }
        });
      }
      sender.shutdown();
      assertThat(sender.awaitTermination(1, TimeUnit.HOURS)).isTrue();
    }
    System.out.printf(
        "fuzz: %d requests with seed %d in %d s, response statuses %s%n",
        REQUESTS,
        SEED,
        Duration.ofNanos(System.nanoTime() - startedAt).toSeconds(),
        new TreeMap<>(statuses));

    assertThat(faults).as("seed %d%n%s", SEED, report).isEmpty();
    assertThat(statuses.values().stream().mapToInt(AtomicInteger::get).sum())
        .as("responses; every request must have been sent")
        .isEqualTo(REQUESTS);
    if (REQUESTS >= FULL_COVERAGE_REQUESTS) {
      assertThat(contract.operations())
          .as("operations that have succeeded at least once")
          .extracting(Object::toString)
          .filteredOn(operation -> !NEVER_SUCCEEDING.matcher(operation).matches())
          .allMatch(succeededOperations::contains);
    }
    checkStillWorks();
  }

  private void sendAndCheck(OpenApiContract contract, FuzzRequest sent, RequestSender wire) {
    try {
      FuzzResponse received = wire.send(sent);
      if (OpenApiContract.isLate(received) && Set.of("GET", "HEAD").contains(sent.method())) {
        // It was the machine, and not the request, if the same request is fast now.
        received = wire.send(sent);
      }
      statuses.computeIfAbsent(received.status(), key -> new AtomicInteger()).incrementAndGet();
      world.addFrom(received);
      if (received.status() < 300) {
        succeededOperations.add(contract.operationName(sent));
        if (sent.method().equals("DELETE")) {
          world.remove(sent.path().substring(sent.path().lastIndexOf('/') + 1));
        }
      }
      checkUnknown(contract, sent, received);
      for (String fault : contract.violations(sent, received)) {
        recordFault(contract.operationName(sent) + ": " + fault, sent, received.toString());
      }
    } catch (IOException | RuntimeException e) {
      recordFault(contract.operationName(sent) + ": " + e, sent, "no response");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Checks that an unknown parameter or member is rejected, by name if nothing else is wrong. A path that is not accepted or
   * leads to nothing is rejected before the rest is read.
   */
  private void checkUnknown(OpenApiContract contract, FuzzRequest sent, FuzzResponse received) {
    String unknown = sent.unknown();
    if (unknown == null) {
      return;
    }
    String answer = new String(received.body(), StandardCharsets.UTF_8);
    boolean rejectedBefore =
        received.status() == 404
            || answer.contains("The request cannot be parsed")
            || answer.contains("Failed to convert 'id'")
            || answer.contains("The request was rejected because");
    boolean rejected =
        sent.method().equals("OPTIONS")
            || received.status() >= 400
                && (!sent.otherwiseValid() || rejectedBefore || answer.contains(unknown));
    if (!rejected) {
      recordFault(
          contract.operationName(sent) + ": unknown element accepted or not named",
          sent,
          received.toString());
    }
  }

  /** Records a fault; of each kind, only the first few are reported in detail. */
  private void recordFault(String fault, FuzzRequest sent, String response) {
    int count = faults.computeIfAbsent(kind(fault), key -> new AtomicInteger()).incrementAndGet();
    if (count <= MAX_REPORTS_PER_FAULT) {
      report.append("%n== %s%nseed %d, %s%n%s%n".formatted(fault, SEED, sent, response));
    }
  }

  /** Creates resources of each kind, so that requests can refer to some. */
  private void populate() throws Exception {
    Path good = createTarget("good", "class A { int a( ){return 1;}}\n");
    Path bad = createTarget("bad", "class {\n");
    Path other = createTarget("other", "class B{}\n");
    createTarget("demo", "class D{}\n"); // Named in the examples of openapi.yaml.
    Path archived = Files.createDirectories(FOLDER.resolve("targets/empty"));
    world.add("target", archived.toString());
    for (JsonNode type : pawl.get("/api/v1/commands").json().get("items")) {
      world.add("command", type.get("name").asString());
    }
    String session =
        pawl.post("/api/v1/sessions", "{\"target\": \"" + other + "\"}")
            .json()
            .get("session_id")
            .asString();
    world.add("session", session);
    pawl.post("/api/v1/tokens", "{\"name\": \"one\", \"scopes\": [\"read\"]}");
    ApiResponse archive =
        pawl.send(
            pawl.request("/api/v1/archives", "Content-Type", "application/gzip")
                .POST(
                    BodyPublishers.ofByteArray(
                        new TarBuilder().file("A.java", "class A{}\n").gz())));
    world.add("archive", archive.json().get("archive_id").asString());
    for (int i = 0; i < RESOURCES_TO_DELETE; i++) {
      ApiResponse credential =
          pawl.post(
              "/api/v1/credentials",
              "{\"name\": \"c%d\", \"url\": \"https://git.example/%d\", \"token\": \"t\"}"
                  .formatted(i, i));
      world.add("credential", credential.json().get("credential_id").asString());
      ApiResponse schedule =
          pawl.post(
              "/api/v1/schedules",
              "{\"name\": \"s%d\", \"cron\": \"@yearly\", \"workflow\": {\"target\": {\"path\": \"%s\"}}}"
                  .formatted(i, good));
      world.add("schedule", schedule.json().get("schedule_id").asString());
    }
    for (JsonNode rule : pawl.get("/api/v1/rules").json().get("items")) {
      world.add("rule", rule.get("id").asString());
    }
    String callback = "\"callback_url\": \"http://127.0.0.1:1/x\"";
    world.add("workflow", pawl.submit(good, callback));
    String failing = pawl.submit(bad, "\"type\": \"verify-only\", " + callback);
    world.add("workflow", failing);
    pawl.awaitEnd(failing);
    world.add("workflow", pawl.submit(other, "\"session_id\": \"" + session + "\""));
    world.add("workflow", pawl.submit(bad, "\"type\": \"verify-only\", \"interactive\": true"));
    world.add(
        "workflow",
        pawl.submit(bad, "\"type\": \"verify-only\", \"interactive\": true, \"dry_run\": true"));
    world.add("workflow", pawl.submit(good, "\"dry_run\": true"));
    for (JsonNode workflow : pawl.get("/api/v1/workflows").json().get("items")) {
      String url = "/api/v1/workflows/" + workflow.get("workflow_id").asString();
      if (!workflow.get("target").asString().equals(bad.toString())) {
        pawl.awaitEnd(workflow.get("workflow_id").asString());
      }
      addSubresources(url);
      addSubresources(url + "/callbacks");
      addSubresources(url + "/findings");
    }
  }

  private void addSubresources(String url) {
    for (JsonNode item : pawl.get(url).json().path("items")) {
      String callback = item.path("callback_id").asString("");
      if (!callback.isEmpty()) {
        world.add("callback", callback);
      }
      String fingerprint = item.path("finding").path("fingerprint").asString("");
      if (!fingerprint.isEmpty()) {
        world.add("fingerprint", fingerprint);
      }
    }
    for (JsonNode phase : pawl.get(url).json().path("phases")) {
      phase.path("steps").forEach(step -> world.add("step", step.get("name").asString()));
    }
  }

  private Path createTarget(String name, String java) {
    Path target = FOLDER.resolve("targets/" + name);
    TestFiles.write(target, "A.java", java);
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "src/notes.md", "# Notes\n");
    TestFiles.write(target, "data.json", "{\"a\": [1,2]}\n");
    world.add("target", target.toString());
    return target;
  }

  /** Ends all workflows, which must be possible in every state. */
  private void endAllWorkflows() {
    String open =
        "/api/v1/workflows?limit=200&status=queued&status=running&status=awaiting_decision";
    for (JsonNode workflow : pawl.get(open).json().get("items")) {
      String id = workflow.get("workflow_id").asString();
      pawl.post("/api/v1/workflows/" + id + "/cancellation", "");
      pawl.awaitEnd(id);
    }
    assertThat(pawl.get(open).json().get("items")).isEmpty();
  }

  /** Checks that the service still works: all workflows end, no threads are deadlocked, a new workflow completes. */
  private void checkStillWorks() {
    assertThat(pawl.get("/actuator/health").json().get("status").asString()).isEqualTo("UP");
    endAllWorkflows();
    assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
    assertThat(pawl.get("/api/v1/workflows?ended_reason=internal_error").json().get("items"))
        .isEmpty();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(pawl.get("/actuator/prometheus").body())
                .as("open event streams of ended workflows")
                .contains("pawl_event_streams 0.0"));
    Path last = createTarget("last", "class L{int l( ){return 1;}}\n");
    JsonNode workflow = pawl.submitAndAwaitEnd(last, "\"priority\": 9");
    assertThat(workflow.get("status").asString())
        .as(
            "%s, with circuit breakers %s",
            workflow, pawl.get("/api/v1/nodes").json().get("breakers"))
        .isEqualTo("completed");
    assertThat(TestFiles.read(last, "A.java")).contains("int l() {");
  }
}

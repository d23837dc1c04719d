package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.archive.ZipBuilder;
import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.S3Server;
import dev.pawl.objectstore.TestObjectStores;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Backs up PostgreSQL and a bucket while workflows run and retention deletes what they used, and restores both for a node
 * with an empty folder.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BucketBackupTests {

  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  private final Path folder = TestNodeInitializer.createTempFolder("pawl-bucket-backup");
  private final Path go = folder.resolve("go");
  private S3Server server;
  private InstalledPostgres postgres;
  private Path programs;
  private ObjectStore objects;

  @BeforeEach
  void startServices() throws Exception {
    Optional<Path> installed = InstalledPostgres.findPrograms();
    assumeTrue(installed.isPresent(), "PostgreSQL with pg_dump is not installed");
    programs = installed.get();
    server = S3Server.start(Files.createDirectory(folder.resolve("objects")));
    objects = TestObjectStores.on(server, folder);
    postgres = InstalledPostgres.start(programs, folder.resolve("database"));
    try (var connection = DriverManager.getConnection(postgres.url("postgres"), "postgres", "")) {
      connection.createStatement().execute("create database live");
      connection.createStatement().execute("create database restored");
    }
    TestFiles.write(
        folder.resolve("commands"),
        "team/waits.md",
        """
        ---
        run: script
        writes: out.txt
        ---
        Waits for a file.
        ```sh
        echo waits; while [ ! -e %s ]; do sleep 0.1; done; echo out > out.txt; echo was there
        ```
        """
            .formatted(go));
  }

  @AfterEach
  void stopServices() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private ConfigurableApplicationContext start(String name, String bucket, String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                "--spring.datasource.url=" + postgres.url(name),
                "--spring.datasource.username=postgres",
                "--pawl.node.name=" + name,
                "--pawl.archive.folder=" + folder.resolve(name + "-archives"),
                "--pawl.registry.folder=" + folder.resolve("commands"),
                "--pawl.registry.allow-shell=true",
                "--pawl.node.agents-per-role=4",
                // A step waits for a file that the sandbox would hide.
                "--pawl.process.sandbox-enabled=false",
                "--pawl.object-store.bucket=" + bucket,
                "--pawl.object-store.endpoint=" + server.endpoint(),
                "--pawl.object-store.path-style=true",
                "--pawl.object-store.credentials-file=" + folder.resolve("credentials")));
    all.addAll(Arrays.asList(arguments));
    return BackupTests.startNode(folder, folder.resolve(name), all.toArray(String[]::new));
  }

  private JdbcClient database(String name) {
    return JdbcClient.create(new DriverManagerDataSource(postgres.url(name), "postgres", ""));
  }

  private String dump() throws Exception {
    return BackupTests.succeed(
            variables("live"), "ops/backup", folder.resolve("backups").toString())
        .lines()
        .filter(line -> line.startsWith("/"))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, String> variables(String name) {
    var variables =
        new HashMap<>(BackupTests.variables(programs, postgres.url(name), folder.resolve(name)));
    variables.put("PAWL_OBJECTSTORE_BUCKET", S3Server.BUCKET);
    return variables;
  }

  private Path writeTarget(String name) throws IOException {
    Path target = Files.createDirectory(folder.resolve(name));
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    return target;
  }

  private static String upload(PawlClient pawl) {
    byte[] zip =
        new ZipBuilder()
            .file("A.java", "class A{}\n")
            .file(".quality-config.json", TestFiles.JAVA_FORMATTER)
            .bytes();
    ApiResponse answer =
        pawl.send(
            pawl.request("/api/v1/archives")
                .header("Content-Type", "application/zip")
                .POST(BodyPublishers.ofByteArray(zip)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json().get("archive_id").asString();
  }

  private static String submitForArchive(PawlClient pawl, String archive) {
    ApiResponse answer =
        pawl.post(
            "/api/v1/workflows",
            "{\"target\": {\"archive\": \"%s\"}, \"type\": \"format-only\"}".formatted(archive));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.json().get("workflow_id").asString();
  }

  private static String status(PawlClient pawl, String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow).json().get("status").asString();
  }

  private static void awaitStatus(PawlClient pawl, String workflow, String status) {
    Awaitility.await().atMost(MAX_WAIT).until(() -> status(pawl, workflow).equals(status));
  }

  private static void decide(PawlClient pawl, String workflow) {
    assertThat(
            pawl.post(
                    "/api/v1/workflows/%s/decision".formatted(workflow),
                    "{\"action\": \"continue\"}")
                .status())
        .isEqualTo(202);
  }

  private void awaitLogBegins(String workflow) {
    Awaitility.await()
        .atMost(MAX_WAIT)
        .until(() -> !objects.list("logs/" + workflow + "/").isEmpty());
  }

  /** Waits until the log of an attempt is completely in the bucket. */
  private void awaitLog(String workflow) {
    Awaitility.await()
        .atMost(MAX_WAIT)
        .until(() -> {
          var log = new StringBuilder();
          for (var part : objects.list("logs/" + workflow + "/")) {
            log.append(new String(objects.get(part.key()).orElseThrow(), StandardCharsets.UTF_8));
          }
          return log.toString().contains("Status: SUCCESS");
        });
  }

  /** Returns the trees that a database refers to and that a bucket does not have completely. */
  private List<String> missingTrees(JdbcClient database, String bucket) throws IOException {
    ObjectStore copy = TestObjectStores.on(server, folder, bucket);
    Map<String, String> manifests =
        copy.list("snapshots/").stream()
            .map(ObjectStore.StoredObject::key)
            .filter(key -> key.contains("/trees/"))
            .collect(
                Collectors.toMap(
                    key -> key.replaceAll(".*/|[.]json", ""), key -> key, (first, _) -> first));
    var missing = new ArrayList<String>();
    List<String> trees =
        database
            .sql(
                """
                select snapshot from workflow where snapshot is not null
                union select tree from workflow where tree is not null
                union select tree from step where tree is not null
                """)
            .query(String.class)
            .list();
    assertThat(trees).isNotEmpty();
    for (String tree : trees) {
      if (!manifests.containsKey(tree) || !hasPacks(copy, manifests.get(tree))) {
        missing.add(tree);
      }
    }
    return missing;
  }

  private static boolean hasPacks(ObjectStore copy, String manifest) throws IOException {
    JsonNode packs = JsonMapper.shared().readTree(copy.get(manifest).orElseThrow()).get("packs");
    for (JsonNode pack : packs) {
      String key = manifest.replaceAll("/trees/.*", "/packs/" + pack.asString() + ".pack");
      if (!copy.exists(key)) {
        return false;
      }
    }
    return !packs.isEmpty();
  }

  private static void assertReadable(PawlClient pawl, String workflow, String step) {
    String path = "/api/v1/workflows/" + workflow;
    for (String part :
        List.of("/patch", "/result", "/archive", "/report?format=html", "/report?format=json")) {
      assertThat(pawl.get(path + part).status()).as(part).isEqualTo(200);
    }
    assertThat(pawl.get(path + "/steps/" + step + "/log").body()).contains("Status: SUCCESS");
  }

  /** Lets retention find workflows that are too old, and objects that are old enough to be deleted. */
  private void expireAll() {
    server.age(Duration.ofHours(4), key -> !key.contains("/deleted"));
    JdbcClient live = database("live");
    live.sql("update workflow set created_at = created_at - interval '8 days'").update();
    Awaitility.await()
        .atMost(MAX_WAIT)
        .until(() ->
            live.sql("select count(*) from workflow where states_pruned_at is null")
                    .query(Long.class)
                    .single()
                == 0);
    // Each run lists the trees of each target: wait for the end of another one.
    int lists = server.reads("%2Ftrees%2F");
    Awaitility.await().atMost(MAX_WAIT).until(() -> server.reads("%2Ftrees%2F") > lists + 20);
  }

  @Test
  void restoresWhatTheDatabaseRefersToFromABucketCopiedLater() throws Exception {
    String ended;
    String logged;
    String archived;
    String running;
    String undecided;
    String queued;
    String dump;
    Path restoredTarget = writeTarget("running");
    try (var node =
        start(
            "live",
            S3Server.BUCKET,
            "--pawl.retention.keep-last=0",
            "--pawl.retention.cleanup-interval=1s",
            "--pawl.archive.cleanup-interval=1s")) {
      var pawl = new PawlClient(node.getEnvironment());
      ended =
          pawl.submitAndAwaitEnd(
                  writeTarget("ended"), "\"type\": \"format-only\", \"dry_run\": true")
              .get("workflow_id")
              .asString();
      String steps = "\"steps\": [{\"name\": \"waits\", \"command\": \"team/waits\"}]";
      logged = pawl.submit(writeTarget("logged"), steps);
      pawl.awaitRunningStep(logged, "waits");
      awaitLogBegins(logged);
      Files.createFile(go);
      pawl.awaitEnd(logged);
      awaitLog(logged);
      Files.delete(go);
      archived = submitForArchive(pawl, upload(pawl));
      pawl.awaitEnd(archived);
      running =
          pawl.submit(
              restoredTarget,
              "\"steps\": [{\"command\": \"format\"}, {\"name\": \"waits\", \"command\": \"team/waits\"}]");
      pawl.awaitRunningStep(running, "waits");
      Path large = writeTarget("undecided");
      TestFiles.write(large, ".quality-config.json", "{\"max_file_size\": 1}");
      undecided = pawl.submit(large, "\"interactive\": true");
      awaitStatus(pawl, undecided, "awaiting_decision");
      assertThat(pawl.post("/api/v1/nodes/live/drain", "").status()).isEqualTo(200);
      String archive = upload(pawl);
      queued = submitForArchive(pawl, archive);

      dump = dump();

      assertThat(pawl.post("/api/v1/nodes/live/resumption", "").status()).isEqualTo(200);
      Files.createFile(go);
      decide(pawl, undecided);
      for (String workflow : List.of(running, undecided, queued)) {
        assertThat(pawl.awaitEnd(workflow).get("status").asString()).isEqualTo("completed");
      }
      expireAll();
      assertThat(pawl.send(pawl.request("/api/v1/archives/" + archive).DELETE()).status())
          .isEqualTo(204);
      server.copy("");
    }
    server.recover();

    BackupTests.succeed(variables("restored"), "ops/restore", dump);

    assertThat(missingTrees(database("restored"), S3Server.OTHER_BUCKET)).isEmpty();
    assertThat(folder.resolve("restored")).isEmptyDirectory();
    try (var node = start("restored", S3Server.OTHER_BUCKET, "--pawl.node.start=paused")) {
      var pawl = new PawlClient(node.getEnvironment());
      assertReadable(pawl, ended, "format");
      assertThat(pawl.get("/api/v1/workflows/%s/patch".formatted(ended)).body())
          .contains("class A {}");
      assertReadable(pawl, logged, "waits");
      assertReadable(pawl, archived, "format");
      assertThat(status(pawl, queued)).isEqualTo("queued");
      assertThat(status(pawl, undecided)).isEqualTo("awaiting_decision");

      assertThat(pawl.post("/api/v1/nodes/restored/resumption", "").status()).isEqualTo(200);
      decide(pawl, undecided);

      for (String workflow : List.of(running, undecided, queued)) {
        JsonNode end = pawl.awaitEnd(workflow);
        assertThat(end.get("status").asString()).as(end.toString()).isEqualTo("completed");
      }
      assertThat(TestFiles.read(restoredTarget, "out.txt")).isEqualTo("out\n");
      assertThat(pawl.get("/api/v1/workflows/%s/patch".formatted(queued)).body())
          .contains("class A {}");
      assertThat(missingTrees(database("restored"), S3Server.OTHER_BUCKET)).isEmpty();
    }
  }

  @Test
  void losesResultsIfTheBucketIsCopiedFirst() throws Exception {
    String id;
    String dump;
    try (var node = start("live", S3Server.BUCKET)) {
      var pawl = new PawlClient(node.getEnvironment());
      server.copy("");
      id =
          pawl.submitAndAwaitEnd(
                  writeTarget("ended"), "\"type\": \"format-only\", \"dry_run\": true")
              .get("workflow_id")
              .asString();
      dump = dump();
    }

    BackupTests.succeed(variables("restored"), "ops/restore", dump);

    assertThat(missingTrees(database("restored"), S3Server.OTHER_BUCKET)).isNotEmpty();
    try (var node = start("restored", S3Server.OTHER_BUCKET, "--pawl.node.start=paused")) {
      assertThat(
              new PawlClient(node.getEnvironment())
                  .get("/api/v1/workflows/%s/patch".formatted(id))
                  .status())
          .isEqualTo(410);
    }
  }
}

package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Backs up an installation with {@code ops/backup}, restores it, and starts a node on it next to the live one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BackupTests {

  private final Path folder = TestNodeInitializer.createTempFolder("pawl-backup");
  private final Path target = folder.resolve("target");

  private record Output(int status, String text) {}

  private static Output run(Map<String, String> variables, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), text.strip());
  }

  /** Runs a program and returns what it has printed. */
  static String succeed(Map<String, String> variables, String... command)
      throws IOException, InterruptedException {
    Output output = run(variables, command);
    assertThat(output.status()).as(output.text()).isZero();
    return output.text();
  }

  private ConfigurableApplicationContext start(Path home, String... arguments) {
    return startNode(folder, home, arguments);
  }

  /**
   * Starts a node.
   *
   * @param roots the folder of its targets
   * @param home its own folder
   */
  static ConfigurableApplicationContext startNode(Path roots, Path home, String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--pawl.workspace.folder=" + home,
                "--pawl.workspace.roots=" + roots,
                "--pawl.process.allow-unsandboxed-programs=true",
                "--pawl.node.max-utilization-percent=100",
                "--pawl.node.load-shedding-enabled=false",
                "--pawl.engine.lease-renewal-interval=500ms"));
    all.addAll(Arrays.asList(arguments));
    return new SpringApplicationBuilder(PawlApplication.class).run(all.toArray(String[]::new));
  }

  private void writeTarget() throws IOException {
    Files.createDirectory(target);
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
  }

  private static JsonNode onlyNode(PawlClient pawl) {
    return pawl.get("/api/v1/nodes")
        .json()
        .get("nodes")
        .valueStream()
        .filter(node -> node.get("alive").asBoolean())
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static void awaitHeartbeats(PawlClient pawl) {
    for (int i = 0; i < 4; i++) {
      Instant seen = Instant.parse(onlyNode(pawl).get("seen_at").asString());
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Instant.parse(onlyNode(pawl).get("seen_at").asString()).isAfter(seen));
    }
  }

  private static String status(PawlClient pawl, String workflow) {
    return pawl.get("/api/v1/workflows/" + workflow).json().get("status").asString();
  }

  /** Returns the variables of {@code ops/backup} and {@code ops/restore}. */
  static Map<String, String> variables(Path programs, String url, Path home) {
    return Map.of(
        "PG_BIN",
        programs.toString(),
        "SPRING_DATASOURCE_URL",
        url,
        "SPRING_DATASOURCE_USERNAME",
        "postgres",
        "PAWL_WORKSPACE_FOLDER",
        home.toString());
  }

  @Test
  void restoresARunningInstallationWhoseWorkflowsWaitForTheOperator() throws Exception {
    Optional<Path> programs = InstalledPostgres.findPrograms();
    assumeTrue(programs.isPresent(), "PostgreSQL with pg_dump is not installed");
    writeTarget();
    Path home = folder.resolve("home");
    Path restoredHome = folder.resolve("restored");
    try (var postgres = InstalledPostgres.start(programs.get(), folder.resolve("database"))) {
      try (var connection = DriverManager.getConnection(postgres.url("postgres"), "postgres", "")) {
        connection.createStatement().execute("create database live");
        connection.createStatement().execute("create database restored");
      }
      var live = variables(programs.get(), postgres.url("live"), home);
      var restored = variables(programs.get(), postgres.url("restored"), restoredHome);
      String ended;
      String open;
      String backup;
      try (var node =
          start(
              home,
              "--spring.datasource.url=" + postgres.url("live"),
              "--spring.datasource.username=postgres",
              "--pawl.node.name=live")) {
        var pawl = new PawlClient(node.getEnvironment());
        ended =
            pawl.submitAndAwaitEnd(target, "\"type\": \"format-only\", \"dry_run\": true")
                .get("workflow_id")
                .asString();
        assertThat(pawl.post("/api/v1/nodes/live/drain", "").status()).isEqualTo(200);
        open = pawl.submit(target, "\"type\": \"format-only\"");

        backup = succeed(live, "ops/backup", folder.resolve("backups").toString());
      }
      assertThat(Path.of(backup)).isDirectoryContaining("glob:**/database.dump");

      Output occupied = run(live, "ops/restore", backup);
      assertThat(occupied.status()).isNotZero();
      assertThat(occupied.text()).contains("is not empty");
      assertThat(succeed(restored, "ops/restore", backup)).contains("PAWL_NODE_START=paused");
      assertThat(run(restored, "ops/restore", backup).status()).as("repeated").isNotZero();

      try (var node =
          start(
              restoredHome,
              "--spring.datasource.url=" + postgres.url("restored"),
              "--spring.datasource.username=postgres",
              "--pawl.node.name=restored",
              "--pawl.node.start=paused")) {
        var pawl = new PawlClient(node.getEnvironment());
        awaitHeartbeats(pawl);

        assertThat(onlyNode(pawl).get("admission").asString()).isEqualTo("paused");
        assertThat(pawl.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(status(pawl, ended)).isEqualTo("completed");
        assertThat(pawl.get("/api/v1/workflows/%s/patch".formatted(ended)).body())
            .as("the files of the snapshots are restored")
            .contains("class A {}");
        assertThat(status(pawl, open)).isEqualTo("queued");
        assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");

        assertThat(pawl.post("/api/v1/nodes/restored/resumption", "").status()).isEqualTo(200);

        assertThat(pawl.awaitEnd(open).get("status").asString()).isEqualTo("completed");
        assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
      }
    }
  }

  @Test
  void restoresAnEmbeddedDatabaseWithItsFiles() throws Exception {
    writeTarget();
    Path home = folder.resolve("home");
    Path restoredHome = folder.resolve("restored");
    var live = Map.of("PAWL_WORKSPACE_FOLDER", home.toString());
    String id;
    try (var node = start(home)) {
      var pawl = new PawlClient(node.getEnvironment());
      id =
          pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"").get("workflow_id").asString();
      Output running = run(live, "ops/backup", folder.resolve("backups").toString());
      assertThat(running.status()).isNotZero();
      assertThat(running.text()).contains("stop the node first");
      assertThat(folder.resolve("backups")).isEmptyDirectory();
    }

    String backup = succeed(live, "ops/backup", folder.resolve("backups").toString());
    succeed(Map.of("PAWL_WORKSPACE_FOLDER", restoredHome.toString()), "ops/restore", backup);

    try (var node = start(restoredHome, "--pawl.node.start=paused")) {
      assertThat(status(new PawlClient(node.getEnvironment()), id)).isEqualTo("completed");
    }
  }

  @Test
  void refusesDamagedBackups() throws Exception {
    Path backup = Files.createDirectory(folder.resolve("damaged"));
    Files.writeString(backup.resolve("files.tar.gz"), "damaged");
    Files.writeString(backup.resolve("SHA256SUMS"), "0".repeat(64) + "  files.tar.gz\n");

    Output output =
        run(
            Map.of("PAWL_WORKSPACE_FOLDER", folder.resolve("restored").toString()),
            "ops/restore",
            backup.toString());

    assertThat(output.status()).isNotZero();
    assertThat(output.text()).contains("the backup is damaged");
    assertThat(folder.resolve("restored")).doesNotExist();
  }
}

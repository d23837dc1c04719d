package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlApplication;
import dev.pawl.PawlClient;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.TestFiles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Stops and starts a node, as SIGTERM does, more often than a step may lose its node. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GracefulRestartTests {

  private static final int RESTARTS = 6;

  private final Path folder = TestNodeInitializer.createTempFolder("pawl-restarts");
  private final Path go = folder.resolve("go");

  private ConfigurableApplicationContext start(EmbeddedPostgres postgres) {
    return new SpringApplicationBuilder(PawlApplication.class)
        .run(
            "--server.port=0",
            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--pawl.workspace.folder=" + folder.resolve("home"),
            "--pawl.workspace.roots=" + folder,
            "--pawl.registry.agent-commands.shell=bash,-s",
            "--pawl.process.sandbox-enabled=false",
            "--pawl.process.allow-unsandboxed-programs=true",
            "--pawl.node.max-utilization-percent=100",
            "--pawl.node.load-shedding-enabled=false",
            "--pawl.node.name=restarted",
            "--pawl.engine.lease-renewal-interval=500ms");
  }

  /** Waits until an attempt runs; until the workflow is claimed again, the step still shows the one before. */
  private static void awaitAttempt(PawlClient pawl, String id, int number) {
    String step = "/api/v1/workflows/%s/steps/it".formatted(id);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> pawl.get(step).json().path("attempts").size() == number);
  }

  @Test
  void restartsDuringOneStepDoNotCountAsLostNodes() throws Exception {
    Path target = Files.createDirectory(folder.resolve("target"));
    TestFiles.write(target, "A.java", "class A {}\n");
    TestFiles.write(
        folder,
        "home/commands/long.md",
        "---\nrun: agent\nagents: shell\n---\nwhile [ ! -e %s ]; do sleep 0.05; done\n"
            .formatted(go));
    String id = null;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      for (int restart = 0; restart < RESTARTS; restart++) {
        try (var node = start(postgres)) {
          var pawl = new PawlClient(node.getEnvironment());
          if (id == null) {
            id = pawl.submit(target, "\"steps\": [{\"name\": \"it\", \"command\": \"long\"}]");
          }
          awaitAttempt(pawl, id, restart + 1);
        }
      }
      Files.writeString(go, "");
      try (var node = start(postgres)) {
        var pawl = new PawlClient(node.getEnvironment());
        JsonNode after = pawl.awaitEnd(id);
        JsonNode attempts =
            pawl.get("/api/v1/workflows/%s/steps/it".formatted(id)).json().get("attempts");

        assertThat(after.get("status").asString()).as(after.toString()).isEqualTo("completed");
        assertThat(pawl.eventTypes(id))
            .contains("attempt_interrupted")
            .doesNotContain("attempt_lost");
        assertThat(attempts.size()).isEqualTo(RESTARTS + 1);
        IntStream.range(0, RESTARTS)
            .forEach(number ->
                assertThat(attempts.get(number).toString()).contains("the node was shut down"));
      }
    }
  }
}

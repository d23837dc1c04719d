package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import tools.jackson.databind.JsonNode;

/** Runs a node on the PostgreSQL image of docker-compose.yml; without Docker, the tests are skipped. */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = {TestNodeInitializer.class, PostgresImageTests.Node.class})
@Import(PawlClient.class)
@DirtiesContext
class PostgresImageTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-image");

  @Container @ServiceConnection
  static final PostgreSQLContainer POSTGRES = TestPawlApplication.newContainer();

  @Autowired PawlClient pawl;
  @Autowired Flyway flyway;
  @Autowired JdbcConnectionDetails connection;

  /** Gives the node a folder of its own. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of("pawl.workspace.folder=" + HOME).applyTo(context);
    }
  }

  @Test
  void appliesAllMigrations() {
    assertThat(connection.getJdbcUrl()).isEqualTo(POSTGRES.getJdbcUrl());
    assertThat(flyway.info().pending()).isEmpty();
    assertThat(flyway.info().applied()).isNotEmpty();
  }

  @Test
  void runsAndListsAWorkflow() {
    Path target = pawl.newTarget();
    TestFiles.write(target, "A.java", "class A{}\n");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "\"steps\": [{\"command\": \"format\"}]");

    assertThat(workflow.get("status").asString()).isEqualTo("completed");
    JsonNode listed = pawl.get("/api/v1/workflows?limit=10").json().get("items");
    assertThat(listed.valueStream().map(item -> item.get("workflow_id").asString()))
        .containsExactly(workflow.get("workflow_id").asString());
  }
}

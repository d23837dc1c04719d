package dev.pawl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts a node on PostgreSQL in a container: {@code ./mvnw spring-boot:test-run}. */
final class TestPawlApplication {

  private TestPawlApplication() {}

  static void main(String[] args) {
    SpringApplication.from(PawlApplication::main).with(PostgresContainer.class).run(args);
  }

  /** Starts PostgreSQL in a container, instead of the embedded one. */
  @TestConfiguration(proxyBeanMethods = false)
  static class PostgresContainer {

    @Bean
    @ServiceConnection
    PostgreSQLContainer postgresContainer() {
      return newContainer();
    }
  }

  /** Creates a container with the image of docker-compose.yml. */
  static PostgreSQLContainer newContainer() {
    return new PostgreSQLContainer(
            DockerImageName.parse(composeImage("postgres")).asCompatibleSubstituteFor("postgres"))
        // The server that initializes the database does not listen on TCP.
        .waitingFor(
            Wait.forSuccessfulCommand("pg_isready --host 127.0.0.1")
                .withStartupTimeout(Duration.ofMinutes(2)));
  }

  /** Returns the image of a service in docker-compose.yml. */
  private static String composeImage(String service) {
    try {
      Object compose =
          new Load(LoadSettings.builder().build())
              .loadFromString(Files.readString(Path.of("docker-compose.yml")));
      return (String)
          ((Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) compose).get("services")).get(service))
              .get("image");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

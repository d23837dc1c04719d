package dev.pawl.node;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creates nodes for tests. */
public final class TestNodes {

  private TestNodes() {}

  private static NodeProperties properties(String name, int maxUtilization) {
    return new NodeProperties(
        name,
        1,
        Duration.ofSeconds(15),
        maxUtilization,
        false,
        Duration.ofSeconds(10),
        Duration.ofMillis(20),
        null,
        5,
        Duration.ofSeconds(300),
        NodeProperties.StartMode.ACTIVE);
  }

  /** Creates a node that starts no step above this resource use, in percent. */
  public static NodeService create(JdbcClient client, String name, int maxUtilization) {
    return create(client, name, maxUtilization, List.of());
  }

  /** Creates a node that reports these programs. */
  static NodeService create(
      JdbcClient client, String name, int maxUtilization, List<NodeTools> tools) {
    NodeProperties properties = properties(name, maxUtilization);
    return new NodeService(
        client,
        properties,
        new ResourceMonitor(Path.of(System.getProperty("java.io.tmpdir"))),
        new AgentPool(client, properties, Clock.systemUTC()),
        new CircuitBreakerRegistry(client, properties),
        new LoadShedder(properties, new SimpleMeterRegistry()),
        tools,
        new DatabaseWriteHealthIndicator(client, new DatabaseMonitor(new SimpleMeterRegistry())));
  }
}

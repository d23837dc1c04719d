package dev.pawl.node;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

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
        Map.of(),
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
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    var meters = new SimpleMeterRegistry();
    return new NodeService(
        client,
        properties,
        new ResourceMonitor(folder),
        new AgentPool(client, properties, Clock.systemUTC()),
        new CircuitBreakerRegistry(client, properties),
        new LoadShedder(properties, meters),
        tools,
        new DatabaseWriteHealthIndicator(client, new DatabaseMonitor(meters)),
        new DataFolderHealthIndicator(folder, DataSize.ofMegabytes(100), meters));
  }
}

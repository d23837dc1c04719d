package dev.pawl.node;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Creates nodes for tests. */
public final class NodesOf {

  private NodesOf() {}

  private static NodeProperties properties(String name, int mostPercent) {
    return new NodeProperties(
        name,
        1,
        Duration.ofSeconds(15),
        mostPercent,
        false,
        Duration.ofSeconds(10),
        Duration.ofMillis(20),
        5,
        Duration.ofSeconds(300));
  }

  /** Creates a node that starts no step above this resource use, in percent. */
  public static Nodes with(JdbcClient client, String name, int mostPercent) {
    NodeProperties properties = properties(name, mostPercent);
    return new Nodes(
        client,
        properties,
        new Monitor(Path.of(System.getProperty("java.io.tmpdir"))),
        new Agents(client, properties, Clock.systemUTC()),
        new Breakers(client, properties),
        new Load(properties, new SimpleMeterRegistry()));
  }
}

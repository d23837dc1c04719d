package dev.pawl.forge;

import java.util.Optional;
import java.util.TreeSet;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The connections to forges that the operator has configured. */
@Component
@EnableConfigurationProperties(ForgeProperties.class)
class ForgeConnections {

  private final ForgeProperties properties;

  ForgeConnections(ForgeProperties properties) {
    this.properties = properties;
  }

  Optional<ForgeConnection> find(String name) {
    return Optional.ofNullable(properties.connections().get(name))
        .map(settings -> new ForgeConnection(name, settings));
  }

  /** Returns what is said of a name that no connection has. */
  String describeUnknown() {
    return properties.connections().isEmpty()
        ? "is unknown; the operator has configured no connection in pawl.forge.connections"
        : "must be one of the configured connections: "
            + String.join(", ", new TreeSet<>(properties.connections().keySet()));
  }
}

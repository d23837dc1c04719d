package dev.pawl.forge;

import dev.pawl.project.ProjectService;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The connections to forges that the operator has configured. */
@Component
@EnableConfigurationProperties(ForgeProperties.class)
class ForgeConnections {

  private final ForgeProperties properties;
  private final ProjectService projects;

  ForgeConnections(ForgeProperties properties, ProjectService projects) {
    this.properties = properties;
    this.projects = projects;
  }

  Optional<ForgeConnection> find(String name) {
    return Optional.ofNullable(properties.connections().get(name))
        .map(settings -> new ForgeConnection(name, settings));
  }

  /** Returns what is said of a name that no connection has. Callers with a project do not see those of others. */
  String describeUnknown() {
    if (projects.currentName().isPresent()) {
      return "is not a connection that the operator has configured";
    }
    return properties.connections().isEmpty()
        ? "is unknown; the operator has configured no connection in pawl.forge.connections"
        : "must be one of the configured connections: "
            + String.join(", ", new TreeSet<>(properties.connections().keySet()));
  }

  /** Returns the repositories of a connection as the end of an error. Callers with a project do not see those of others. */
  String describeRepositories(ForgeConnection connection) {
    return "one of the repositories of the connection"
        + (projects.currentName().isPresent()
            ? ""
            : ": " + String.join(", ", connection.settings().repositories()));
  }
}

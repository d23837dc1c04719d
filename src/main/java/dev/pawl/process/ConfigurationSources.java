package dev.pawl.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/** The files from which the configuration of this node was read; they may contain secrets. */
final class ConfigurationSources {

  private static final Logger log = LoggerFactory.getLogger(ConfigurationSources.class);

  private final List<Path> files;

  ConfigurationSources(Environment environment) {
    var found = new TreeSet<Path>();
    if (environment instanceof ConfigurableEnvironment configurable) {
      for (PropertySource<?> source : configurable.getPropertySources()) {
        if (source instanceof EnumerablePropertySource<?> properties) {
          for (String name : properties.getPropertyNames()) {
            addFile(OriginLookup.getOrigin(properties, name), found);
          }
        }
      }
    }
    this.files = List.copyOf(found);
  }

  /** Returns the real paths of the files that exist. */
  List<Path> files() {
    return files.stream().filter(Files::exists).toList();
  }

  private static void addFile(@Nullable Origin origin, Set<Path> found) {
    if (origin instanceof TextResourceOrigin text
        && text.getResource() instanceof Resource resource
        && resource.isFile()) {
      try {
        found.add(resource.getFile().toPath().toRealPath());
      } catch (IOException missing) {
        log.debug("Configuration file no longer exists: {}", resource);
      }
    }
  }
}

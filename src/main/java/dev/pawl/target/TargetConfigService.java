package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Finds and saves the configurations of directory targets. */
@Component
class TargetConfigService {

  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final TargetResolver targets;
  private final ConfigurationRules rules;

  private final TargetConfigSources sources;

  TargetConfigService(
      TargetResolver targets, ConfigurationRules rules, TargetConfigSources sources) {
    this.targets = targets;
    this.rules = rules;
    this.sources = sources;
  }

  /** A target, its configuration, and the source of each value by its JSON pointer. */
  record LoadedConfig(
      Path path,
      boolean trusted,
      TargetConfig config,
      SortedMap<String, ConfigurationSource> sources) {}

  /**
   * Returns the configuration of a directory.
   *
   * @throws InvalidTargetException if the directory is not below an allowed root
   */
  LoadedConfig load(String requested) {
    return load(targets.requireDirectory(requested, "path"));
  }

  private LoadedConfig load(Target target) {
    Path folder = Path.of(target.name());
    try (FolderHandle handle = targets.open(target)) {
      TargetConfig config = TargetConfig.read(handle);
      return new LoadedConfig(
          folder,
          targets.isTrusted(target),
          config.withFaults(rules.check(config)),
          sources.find(target, config));
    } catch (IOException e) {
      throw new InvalidTargetException(
          List.of(new Fault("path", "cannot be opened: " + e.getMessage())));
    }
  }

  /**
   * Validates a configuration and saves it atomically.
   *
   * @throws InvalidTargetException with all errors, if there are any
   */
  LoadedConfig save(String requested, JsonNode json) throws IOException {
    LoadedConfig current = load(requested);
    if (!(json instanceof ObjectNode config)) {
      throw new InvalidTargetException(List.of(new Fault("", "must be a JSON object")));
    }
    var faults = new ArrayList<Fault>();
    JsonNode commands = config.path("commands");
    boolean commandsChanged =
        !commands.isMissingNode() && !commands.equals(current.config().document().path("commands"));
    if (commandsChanged) {
      faults.add(
          new Fault(
              "/commands",
              "can only be changed in the file itself, because the server runs these programs"));
    }
    try (FolderHandle folder = targets.open(Target.directory(current.path().toString()))) {
      faults.addAll(0, rules.check(TargetConfig.unsaved(config).withRuleset(folder)));
      save(folder, config, current, faults);
    }
    return load(requested);
  }

  private static void save(
      FolderHandle folder, ObjectNode config, LoadedConfig current, List<Fault> faults)
      throws IOException {
    Path file = folder.resolve(TargetConfig.FILE_NAME);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      faults.add(new Fault("", TargetConfig.FILE_NAME + " is not a regular file"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidTargetException(faults);
    }
    ObjectNode stored = config.deepCopy();
    JsonNode currentCommands = current.config().document().path("commands");
    if (!currentCommands.isEmpty()) {
      stored.set("commands", currentCommands);
    }
    replaceAtomically(
        file, (PRETTY.writeValueAsString(stored) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void replaceAtomically(Path file, byte[] content) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), TargetConfig.FILE_NAME, ".new");
    try {
      Files.write(temporary, content);
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
      } else {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      }
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}

package dev.pawl.workspace;

import dev.pawl.workspace.TargetConfig.Fault;
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
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.MapBindingResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Finds and saves the configurations of directory targets. */
@Component
class TargetConfigs {

  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Targets targets;

  TargetConfigs(Targets targets) {
    this.targets = targets;
  }

  /** A target and its configuration. */
  record Found(Path path, boolean trusted, TargetConfig config) {}

  /**
   * Returns the configuration of a directory.
   *
   * @throws InvalidTarget if the directory is not below an allowed root
   */
  Found find(String requested) {
    Errors errors = new MapBindingResult(new TreeMap<>(), "request");
    Optional<Target> target = targets.resolve(Target.directory(requested), errors);
    if (target.isEmpty()) {
      var why =
          errors.getFieldErrors().stream()
              .map(FieldError::getDefaultMessage)
              .map(String::valueOf)
              .map(detail -> new Fault("path", detail))
              .toList();
      throw new InvalidTarget(why);
    }
    Path folder = Path.of(target.get().name());
    return new Found(folder, targets.trusted(target.get()), TargetConfig.read(folder));
  }

  /**
   * Validates a configuration and saves it atomically.
   *
   * @throws InvalidTarget with all errors, if there are any
   */
  Found save(String requested, JsonNode wanted) throws IOException {
    Found found = find(requested);
    if (!(wanted instanceof ObjectNode config)) {
      throw new InvalidTarget(List.of(new Fault("", "must be a JSON object")));
    }
    var faults = new ArrayList<>(ConfigRules.faultsOf(config));
    JsonNode programs = config.path("commands");
    boolean others =
        !programs.isMissingNode() && !programs.equals(found.config().document().path("commands"));
    if (others) {
      faults.add(
          new Fault(
              "/commands",
              "can only be changed in the file itself, because the server runs these programs"));
    }
    Path file = found.path().resolve(TargetConfig.FILE);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      faults.add(new Fault("", TargetConfig.FILE + " is not a regular file"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidTarget(faults);
    }
    ObjectNode kept = config.deepCopy();
    JsonNode own = found.config().document().path("commands");
    if (!own.isEmpty()) {
      kept.set("commands", own);
    }
    replace(file, (PRETTY.writeValueAsString(kept) + "\n").getBytes(StandardCharsets.UTF_8));
    return find(requested);
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), TargetConfig.FILE, ".new");
    try {
      Files.write(fresh, content);
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
      } else {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      }
      try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}

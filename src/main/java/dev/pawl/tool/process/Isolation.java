package dev.pawl.tool.process;

import dev.pawl.tool.process.Processes.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Wraps programs in a sandbox: a program can write only to its own folders, cannot read secrets, has limited memory,
 * and ends with Pawl. Features that the machine does not support are omitted; the active ones are logged at startup.
 */
@Component
@EnableConfigurationProperties(ProcessProperties.class)
public class Isolation {

  private static final Logger log = LoggerFactory.getLogger(Isolation.class);
  private static final long PROBE_SECONDS = 10;

  /** Files and folders below a home directory that may contain credentials. */
  private static final List<String> SECRETS =
      List.of(
          ".ssh",
          ".gnupg",
          ".aws",
          ".azure",
          ".kube",
          ".docker",
          ".config/gcloud",
          ".config/gh",
          ".netrc",
          ".git-credentials",
          ".npmrc",
          ".pypirc",
          ".pgpass",
          ".m2/settings.xml",
          ".m2/settings-security.xml");

  private final ProcessProperties properties;
  private final Path data;
  private final boolean limits;
  private final boolean rooms;

  @Autowired
  Isolation(ProcessProperties properties, @Value("${pawl.workspace.folder:.pawl}") Path folder) {
    this.properties = properties;
    this.data = folder.toAbsolutePath().normalize();
    this.limits = works(List.of("prlimit", "--core=0", "true"));
    this.rooms =
        properties.isolated()
            && works(
                List.of(
                    "bwrap",
                    "--unshare-all",
                    "--die-with-parent",
                    "--ro-bind",
                    "/",
                    "/",
                    "--dev",
                    "/dev",
                    "--proc",
                    "/proc",
                    "true"));
    log.info(
        "Process sandbox: {}; memory and file size limits: {}",
        rooms ? "bubblewrap" : "disabled (by configuration, or bwrap not found or not permitted)",
        limits ? "prlimit" : "disabled (prlimit not found)");
  }

  /** Creates a sandbox with the default limits that hides Pawl's data folder. */
  public static Isolation usual(Path data) {
    return new Isolation(ProcessProperties.DEFAULTS, data);
  }

  /** Returns whether programs run in a bubblewrap sandbox. */
  public boolean hasRooms() {
    return rooms;
  }

  private static boolean works(List<String> program) {
    try {
      Process probe =
          new ProcessBuilder(program)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        return probe.exitValue() == 0;
      }
      probe.destroyForcibly();
      return false;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the argument list that starts a program inside the sandbox. */
  List<String> around(Start start) {
    var arguments = new ArrayList<String>();
    if (limits) {
      arguments.addAll(
          List.of(
              "prlimit",
              "--core=0",
              "--data=" + properties.memory().toBytes(),
              "--fsize=" + properties.fileSize().toBytes()));
    }
    if (rooms) {
      arguments.addAll(room(start));
    }
    arguments.addAll(start.arguments());
    return arguments;
  }

  private List<String> room(Start start) {
    var room =
        new ArrayList<>(List.of("bwrap", "--unshare-all", "--die-with-parent", "--new-session"));
    if (start.network() || properties.network()) {
      room.add("--share-net");
    }
    room.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
    hide(Path.of(System.getProperty("user.home")), room);
    if (Files.isDirectory(data)) {
      room.addAll(List.of("--tmpfs", data.toString()));
    }
    for (Path readable : start.readable()) {
      bind("--ro-bind", readable, readable, room);
    }
    bind("--bind", start.folder(), start.folder(), room);
    start.shown().forEach((at, from) -> bind("--ro-bind", from, at, room));
    bind("--bind", start.home(), start.home(), room);
    room.addAll(List.of("--cap-drop", "ALL", "--chdir", start.folder().toString(), "--"));
    return room;
  }

  private static void bind(String how, Path from, Path at, List<String> room) {
    room.addAll(List.of(how, from.toString(), at.toString()));
  }

  private static void hide(Path home, List<String> room) {
    for (String secret : SECRETS) {
      Path path = home.resolve(secret);
      if (Files.isDirectory(path)) {
        room.addAll(List.of("--tmpfs", path.toString()));
      } else if (Files.exists(path)) {
        room.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
      }
    }
  }
}

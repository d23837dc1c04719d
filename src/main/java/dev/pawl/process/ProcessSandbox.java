package dev.pawl.process;

import dev.pawl.process.ProcessRunner.ProcessSpec;
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
public class ProcessSandbox {

  private static final Logger log = LoggerFactory.getLogger(ProcessSandbox.class);
  private static final long PROBE_SECONDS = 10;

  /** Files and folders below a home directory that may contain credentials. */
  private static final List<String> SECRET_PATHS =
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
          ".cargo/credentials",
          ".cargo/credentials.toml",
          ".m2/settings.xml",
          ".m2/settings-security.xml");

  private final ProcessProperties properties;
  private final Path dataFolder;
  private final boolean prlimit;
  private final boolean bubblewrap;

  @Autowired
  ProcessSandbox(
      ProcessProperties properties, @Value("${pawl.workspace.folder:.pawl}") Path folder) {
    this.properties = properties;
    this.dataFolder = folder.toAbsolutePath().normalize();
    this.prlimit = succeeds(List.of("prlimit", "--core=0", "true"));
    this.bubblewrap =
        properties.sandboxEnabled()
            && succeeds(
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
        bubblewrap
            ? "bubblewrap"
            : "disabled (by configuration, or bwrap not found or not permitted)",
        prlimit ? "prlimit" : "disabled (prlimit not found)");
  }

  /** Creates a sandbox with the default limits that hides Pawl's data folder. */
  public static ProcessSandbox withDefaults(Path dataFolder) {
    return new ProcessSandbox(ProcessProperties.DEFAULTS, dataFolder);
  }

  /** Returns whether programs run in a bubblewrap sandbox. */
  public boolean isBubblewrapEnabled() {
    return bubblewrap;
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        return probe.exitValue() == 0;
      }
      probe.destroyForcibly();
      return false;
    } catch (IOException notInstalled) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the argument list that starts a program inside the sandbox. */
  List<String> wrap(ProcessSpec spec) {
    var arguments = new ArrayList<String>();
    if (prlimit) {
      arguments.addAll(
          List.of(
              "prlimit",
              "--core=0",
              "--data=" + properties.maxMemory().toBytes(),
              "--fsize=" + properties.maxFileSize().toBytes()));
    }
    if (bubblewrap) {
      arguments.addAll(bubblewrapArguments(spec));
    }
    arguments.addAll(spec.arguments());
    return arguments;
  }

  private List<String> bubblewrapArguments(ProcessSpec spec) {
    var arguments =
        new ArrayList<>(List.of("bwrap", "--unshare-all", "--die-with-parent", "--new-session"));
    if (spec.network() || properties.networkEnabled()) {
      arguments.add("--share-net");
    }
    arguments.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
    hideSecrets(Path.of(System.getProperty("user.home")), arguments);
    if (Files.isDirectory(dataFolder)) {
      arguments.addAll(List.of("--tmpfs", dataFolder.toString()));
    }
    for (Path readable : spec.readablePaths()) {
      bind("--ro-bind", readable, readable, arguments);
    }
    bind("--bind", spec.folder(), spec.folder(), arguments);
    spec.mounts().forEach((target, source) -> bind("--ro-bind", source, target, arguments));
    bind("--bind", spec.home(), spec.home(), arguments);
    arguments.addAll(List.of("--cap-drop", "ALL", "--chdir", spec.folder().toString(), "--"));
    return arguments;
  }

  private static void bind(String option, Path source, Path target, List<String> arguments) {
    arguments.addAll(List.of(option, source.toString(), target.toString()));
  }

  private static void hideSecrets(Path home, List<String> arguments) {
    for (String secret : SECRET_PATHS) {
      Path path = home.resolve(secret);
      if (Files.isDirectory(path)) {
        arguments.addAll(List.of("--tmpfs", path.toString()));
      } else if (Files.exists(path)) {
        arguments.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
      }
    }
  }
}

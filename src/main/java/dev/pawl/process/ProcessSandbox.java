package dev.pawl.process;

import dev.pawl.process.ProcessRunner.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Wraps programs in a sandbox: a program can write only to its own folders, cannot read secrets or see the processes
 * outside, has no network and limited memory, and ends with all its processes. Without a sandbox, programs are refused
 * unless the operator allows them.
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

  /**
   * Folders with the sockets and temporary files of other programs. A socket can be used without network access, even if
   * its folder is read-only.
   */
  private static final List<Path> SHARED_FOLDERS =
      Stream.of("/tmp", "/var/tmp", "/run").map(Path::of).filter(Files::isDirectory).toList();

  /** Files and folders that only root can read, in case that Pawl runs as root. */
  private static final List<Path> SYSTEM_SECRETS =
      Stream.of("/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/ssl/private")
          .map(Path::of)
          .toList();

  /** The folders with the libraries of the system, which every program needs. */
  private static final List<Path> LIBRARIES =
      Stream.of("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64")
          .map(Path::of)
          .filter(Files::isDirectory)
          .toList();

  private static final Path NAME_RESOLUTION = Path.of("/etc/resolv.conf");

  private final ProcessProperties properties;
  private final Path dataFolder;
  private final ConfigurationSources configuration;
  private final boolean prlimit;
  private final boolean bubblewrap;

  @Autowired
  ProcessSandbox(
      ProcessProperties properties,
      @Value("${pawl.workspace.folder:.pawl}") Path folder,
      Environment environment) {
    this.properties = properties;
    this.configuration = new ConfigurationSources(environment);
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
                    "--remount-ro",
                    "/proc",
                    "--tmpfs",
                    "/tmp",
                    "--remount-ro",
                    "/tmp",
                    "--cap-drop",
                    "ALL",
                    "true"));
    logState();
  }

  private void logState() {
    String limits = prlimit ? "prlimit" : "disabled (prlimit not found)";
    if (bubblewrap) {
      log.info("Process sandbox: bubblewrap; memory and file size limits: {}", limits);
      return;
    }
    String reason =
        properties.sandboxEnabled()
            ? "bwrap is not installed, or the machine does not permit it"
            : "pawl.process.sandbox-enabled is false";
    if (properties.allowUnsandboxedPrograms()) {
      log.warn(
          "Process sandbox: disabled ({}); memory and file size limits: {}. Programs run without a"
              + " sandbox because pawl.process.allow-unsandboxed-programs is true: they can read"
              + " and change everything that Pawl can, including the files of other targets, and"
              + " use the network.",
          reason,
          limits);
    } else {
      log.warn(
          "Process sandbox: disabled ({}). Programs are refused: external tools, command files with"
              + " run, agents, builds and tests do not run; built-in and WebAssembly tools do."
              + " Install bubblewrap, or set pawl.process.allow-unsandboxed-programs=true.",
          reason);
    }
  }

  /** Returns the reason why programs are refused; empty if they may run. */
  Optional<String> refusal() {
    return bubblewrap || properties.allowUnsandboxedPrograms()
        ? Optional.empty()
        : Optional.of(
            "not run: no sandbox; install bubblewrap, or set"
                + " pawl.process.allow-unsandboxed-programs=true");
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
              installed("prlimit"),
              "--core=0",
              "--data=" + properties.maxMemory().toBytes(),
              "--fsize=" + properties.maxFileSize().toBytes()));
    }
    if (bubblewrap) {
      arguments.addAll(bubblewrapArguments(spec));
    }
    List<String> program = spec.arguments();
    arguments.add(installed(program.getFirst()));
    arguments.addAll(program.subList(1, program.size()));
    return arguments;
  }

  /** Returns the path of a program: a name would be searched for from the folder of the target. */
  private static String installed(String program) {
    return program.indexOf('/') < 0
        ? ProcessRunner.findOnPath(program).map(Path::toString).orElse(program)
        : program;
  }

  private List<String> bubblewrapArguments(ProcessSpec spec) {
    var arguments =
        new ArrayList<>(
            List.of(installed("bwrap"), "--unshare-all", "--die-with-parent", "--new-session"));
    if (spec.network() || properties.networkEnabled()) {
      arguments.add("--share-net");
    }
    if (spec.confined()) {
      showLibraries(arguments);
    } else {
      arguments.addAll(List.of("--ro-bind", "/", "/"));
    }
    arguments.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
    // Root could change settings of the kernel there, even without any capability.
    arguments.addAll(List.of("--remount-ro", "/proc"));
    List<Path> emptied =
        emptiedFolders().stream().filter(folder -> isVisible(folder, spec)).toList();
    emptied.forEach(folder -> arguments.addAll(List.of("--tmpfs", folder.toString())));
    for (Path readable : spec.readablePaths()) {
      bind("--ro-bind", readable, readable, arguments);
    }
    for (Path secret : secrets()) {
      if (isVisible(secret, spec)) {
        hide(secret, arguments);
      }
    }
    if (!spec.confined()) {
      restoreNameResolution(arguments);
    }
    bind("--bind", spec.folder(), spec.folder(), arguments);
    spec.mounts().forEach((target, source) -> bind("--ro-bind", source, target, arguments));
    bind("--bind", spec.home(), spec.home(), arguments);
    // Only now, because the folders of the program may be below them.
    emptied.forEach(folder -> arguments.addAll(List.of("--remount-ro", folder.toString())));
    arguments.addAll(List.of("--cap-drop", "ALL", "--chdir", spec.folder().toString(), "--"));
    return arguments;
  }

  private List<Path> emptiedFolders() {
    var folders = new ArrayList<>(SHARED_FOLDERS);
    if (Files.isDirectory(dataFolder)) {
      folders.add(dataFolder);
    }
    return folders;
  }

  /** Shows the libraries of the system in an otherwise empty file system. */
  private static void showLibraries(List<String> arguments) {
    LIBRARIES.forEach(folder -> bind("--ro-bind", folder, folder, arguments));
  }

  /** Restores the file that {@code /etc/resolv.conf} links to, which may be in an emptied folder. */
  private static void restoreNameResolution(List<String> arguments) {
    try {
      Path file = NAME_RESOLUTION.toRealPath();
      if (SHARED_FOLDERS.stream().anyMatch(file::startsWith)) {
        bind("--ro-bind", file, file, arguments);
      }
    } catch (IOException missing) {
      log.debug("No name resolution in the sandbox: {}", missing.getMessage());
    }
  }

  private static void bind(String option, Path source, Path target, List<String> arguments) {
    arguments.addAll(List.of(option, source.toString(), target.toString()));
  }

  /** Returns whether a path exists in the sandbox unless it is hidden. */
  private static boolean isVisible(Path path, ProcessSpec spec) {
    return !spec.confined()
        || Stream.concat(LIBRARIES.stream(), spec.readablePaths().stream())
            .anyMatch(path::startsWith);
  }

  private List<Path> secrets() {
    Path home = Path.of(System.getProperty("user.home"));
    return Stream.of(
            SECRET_PATHS.stream().map(home::resolve),
            SYSTEM_SECRETS.stream(),
            configuration.files().stream())
        .flatMap(paths -> paths)
        .toList();
  }

  private static void hide(Path secret, List<String> arguments) {
    if (Files.isDirectory(secret)) {
      arguments.addAll(List.of("--tmpfs", secret.toString()));
    } else if (Files.exists(secret)) {
      arguments.addAll(List.of("--ro-bind", "/dev/null", secret.toString()));
    }
  }
}

package dev.pawl;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Creates the command line of a node in a process of its own. An archive of its classes (application class data sharing)
 * saves a third of the processor time of each start. The first test that needs it creates it, in {@code target/node}.
 */
public final class NodeCommand {

  private static final String READY = "Started PawlApplication";

  /** The exit code of a process that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static @Nullable List<String> archivedClassPath;

  private NodeCommand() {}

  /**
   * Returns the command of a node, to which its arguments are appended.
   *
   * @param options the options of the JVM
   */
  public static List<String> of(String... options) throws IOException, InterruptedException {
    List<String> command = java(List.of(options));
    command.addAll(classPath());
    command.add(PawlApplication.class.getName());
    return command;
  }

  private static List<String> java(List<String> options) {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-exports"))
        .forEach(command::add);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dsun.jnu.encoding=UTF-8");
    command.addAll(options);
    return command;
  }

  private static synchronized List<String> classPath() throws IOException, InterruptedException {
    if (archivedClassPath == null) {
      Path classes = classes();
      Path folder = Files.createDirectories(classes.resolveSibling("node"));
      try (var channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.tryLock()) {
        if (lock == null) {
          // While another process creates the archive, nodes start without it.
          return List.of("-cp", libraries(classes));
        }
        archivedClassPath = archivedClassPath(classes, folder);
      }
    }
    return archivedClassPath;
  }

  /** Returns the classes of nodes and the libraries, without the folders of tests. */
  private static String libraries(Path classes) {
    return classes
        + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Files.isDirectory(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator, File.pathSeparator, ""));
  }

  private static Path classes() {
    try {
      return Path.of(
          PawlApplication.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> archivedClassPath(Path classes, Path folder)
      throws IOException, InterruptedException {
    Path jar = folder.resolve("pawl.jar");
    String libraries = libraries(jar);
    // The JVM does not use an archive of other libraries or of another JVM, and does not say so.
    int key = (libraries + Runtime.version()).hashCode();
    Path archive = folder.resolve("pawl-%08x.jsa".formatted(key));
    if (!Files.exists(archive) || isOlder(archive, classes)) {
      // Classes that change from here on are newer than the archive.
      var time = FileTime.fromMillis(System.currentTimeMillis());
      createJar(classes, jar);
      createArchive(libraries, archive, folder);
      Files.setLastModifiedTime(archive, time);
    }
    return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-cp", libraries);
  }

  private static boolean isOlder(Path archive, Path classes) throws IOException {
    try (var files = Files.walk(classes)) {
      return files.anyMatch(file -> file.toFile().lastModified() > archive.toFile().lastModified());
    }
  }

  /** Packs the classes, because an archive contains none of folders. */
  private static void createJar(Path classes, Path jar) {
    int exitCode =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "--create", "--file", jar + "", "-C", classes + "", ".");
    if (exitCode != 0) {
      throw new IllegalStateException("jar failed with exit code " + exitCode);
    }
  }

  /** Creates an archive of the classes that a node has loaded when it is ready. */
  private static void createArchive(String libraries, Path archive, Path folder)
      throws IOException, InterruptedException {
    Path part = folder.resolve("archive.part");
    Files.deleteIfExists(part);
    Path home = Files.createTempDirectory(folder, "home-");
    List<String> command =
        java(
            List.of(
                "-Xmx400m", "-XX:ArchiveClassesAtExit=" + part, "-Xlog:cds=off", "-cp", libraries));
    command.add(PawlApplication.class.getName());
    command.add("--server.port=" + freePort());
    command.add("--pawl.workspace.folder=" + home);
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    var log = new ArrayList<String>();
    CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .execute(node::destroyForcibly);
    boolean ready = false;
    try (var reader = node.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        log.add(line);
        if (line.contains(READY)) {
          ready = true;
          // Unlike destroy(), this leaves the stream of the log open.
          node.toHandle().destroy();
        }
      }
      if (node.waitFor() != TERMINATED || !ready || !Files.exists(part)) {
        throw new IllegalStateException("No archive was created:\n" + String.join("\n", log));
      }
    } finally {
      node.destroyForcibly();
      FileSystemUtils.deleteRecursively(home);
    }
    Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL that is installed on the machine, with its client programs, which the embedded one does not have. */
final class InstalledPostgres implements AutoCloseable {

  private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path data;
  private final int port;

  private InstalledPostgres(Path programs, Path data, int port) {
    this.programs = programs;
    this.data = data;
    this.port = port;
  }

  /** Returns the folder of the programs of the newest complete installation. */
  static Optional<Path> findPrograms() throws IOException {
    if (!Files.isDirectory(INSTALLATIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(programs ->
              Stream.of("initdb", "pg_ctl", "pg_dump", "pg_restore", "psql")
                  .allMatch(program -> Files.isExecutable(programs.resolve(program))))
          .max(
              Comparator.comparingInt(
                  programs -> Integer.parseInt(programs.getParent().getFileName().toString())));
    }
  }

  static InstalledPostgres start(Path programs, Path data) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    run(programs.resolve("initdb"), "-D", data.toString(), "-U", "postgres", "-A", "trust");
    run(
        programs.resolve("pg_ctl"),
        "-D",
        data.toString(),
        "-w",
        "-l",
        data + ".log",
        "-o",
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=".formatted(port),
        "start");
    return new InstalledPostgres(programs, data, port);
  }

  /** Runs a program of the server, which refuses to run as root. */
  private static void run(Path program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(program.toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("pawl-postgres", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.onExit().join().exitValue();
    assertThat(status).as("%s: %s", command, Files.readString(output)).isZero();
    Files.delete(output);
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  @Override
  public void close() throws IOException {
    run(programs.resolve("pg_ctl"), "-D", data.toString(), "-w", "-m", "immediate", "stop");
  }
}

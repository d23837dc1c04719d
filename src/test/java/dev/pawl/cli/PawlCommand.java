package dev.pawl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command line client as a real process. */
final class PawlCommand {

  /** The client as it is in the repository. */
  static final Path SCRIPT = Path.of("cli/pawl").toAbsolutePath();

  private static final int TIMEOUT_SECONDS = 300;

  private final List<String> shell;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * The result of a call.
   *
   * @param exit the exit status
   * @param out the standard output
   * @param err the standard error
   */
  record Result(int exit, String out, String err) {}

  /** A running client, and the files of its output. */
  record Running(Process process, Path out, Path err) {

    /** Sends a signal to the client itself, and not to the programs that it runs. */
    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for the end. */
    Result await() throws IOException, InterruptedException {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + Files.readString(err));
      }
      return new Result(
          process.exitValue(),
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Creates a client.
   *
   * @param shell the shell that runs the script, with its arguments
   * @param folder the current folder of the process
   * @param url the address of the service; empty for none
   */
  PawlCommand(List<String> shell, Path folder, String url) {
    this.shell = shell;
    this.folder = folder;
    environment.put("PAWL_URL", url);
    environment.put("PAWL_RETRIES", "0");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("no_proxy", "127.0.0.1");
  }

  /** Sets a variable of the environment. */
  PawlCommand with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Starts the client. */
  Running start(String... arguments) {
    try {
      // Signals that this process ignores would also be ignored by the client.
      var command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
      command.addAll(shell);
      command.add(SCRIPT.toString());
      command.addAll(List.of(arguments));
      Path out = Files.createTempFile("pawl-cli", ".out");
      Path err = Files.createTempFile("pawl-cli", ".err");
      out.toFile().deleteOnExit();
      err.toFile().deleteOnExit();
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("HOME", folder.toString());
      builder.environment().put("XDG_CONFIG_HOME", folder.resolve(".git/config-home").toString());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the client to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).await();
  }
}

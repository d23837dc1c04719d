package dev.pawl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** Creates the folders of a test node: one for its files, one for commands, and one that is the allowed root. */
public class TestNodeInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  static final Path ROOT = createTempFolder("pawl-targets");
  static final Path HOME = createTempFolder("pawl-home");
  static final Path COMMANDS = createTempFolder("pawl-commands");

  /** Creates a temporary folder that is deleted at the end of all tests. */
  public static Path createTempFolder(String name) {
    try {
      Path folder = Files.createTempDirectory(name).toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a real program that acts like an agent: it reads a prompt and edits a file. */
  private static Path writeAgentProgram() {
    try {
      return Files.writeString(
          COMMANDS.resolve("agent.sh"),
          """
          printf '%s\\n' "$(cat)" >> notes/agent.txt
          echo "allowed: $PAWL_ALLOWED_TOOLS"
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      System.err.println("Folder could not be deleted: " + folder);
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    TestPropertyValues.of(
            // Scripts communicate with tests through files; the process sandbox has separate tests.
            "pawl.process.sandbox-enabled=false",
            "pawl.process.allow-unsandboxed-programs=true",
            "pawl.engine.target-poll-interval=200ms",
            "pawl.callback.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "pawl.callback.allowed-url-prefixes=http://127.0.0.1",
            "pawl.callback.check=100ms",
            "pawl.callback.timeout=2s",
            "pawl.callback.retry-delays=100ms,100ms",
            "management.opentelemetry.tracing.export.otlp.endpoint="
                + TraceCollector.instance().endpoint(),
            "management.opentelemetry.tracing.export.schedule-delay=200ms",
            // External load of the machine must not influence the tests.
            "pawl.node.load-shedding-enabled=false",
            "pawl.workspace.folder=" + HOME,
            "pawl.workspace.roots=" + ROOT,
            "pawl.registry.folder=" + COMMANDS,
            "pawl.registry.agent-commands.worker=bash," + writeAgentProgram(),
            // An agent whose prompt is executed as a shell script.
            "pawl.registry.agent-commands.shell=bash,-s",
            "pawl.workspace.trusted-targets=" + ROOT.resolve("trusted"),
            "pawl.workspace.git.allowed-schemes=file,https",
            "pawl.workspace.git.timeout=3s",
            "pawl.archive.max-upload-size=8MB",
            "pawl.engine.lease-renewal-interval=1s",
            "pawl.session.check=1s",
            // Tests run the schedule trigger themselves.
            "pawl.schedule.check=24h",
            "pawl.recovery.initial-backoff=10ms",
            // Other load on the machine must not reduce the parallelism.
            "pawl.node.max-utilization-percent=100",
            "pawl.node.agents-per-role=2")
        .applyTo(context);
  }
}

package dev.pawl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** Folders for a test node: one for its files and one that is the allowed root. */
public class TestFolders implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  static final Path ROOT = make("pawl-targets");
  static final Path HOME = make("pawl-home");
  static final Path COMMANDS = make("pawl-commands");

  /** A folder that is there until the tests are over. */
  public static Path make(String name) {
    try {
      Path folder = Files.createTempDirectory(name).toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A real program that does what an agent does: reads what it is told, and edits a file. */
  private static Path agent() {
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

  private static void remove(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    TestPropertyValues.of(
            // Scripts of tests talk to tests by files; what rooms do is tried in ProcessesTests.
            "pawl.tool.process.isolated=false",
            "pawl.engine.watch=200ms",
            "pawl.callback.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "pawl.callback.allowed=http://127.0.0.1",
            "pawl.callback.check=100ms",
            "pawl.callback.timeout=2s",
            "pawl.callback.pauses=100ms,100ms",
            "management.opentelemetry.tracing.export.otlp.endpoint=" + Collector.one().endpoint(),
            "management.opentelemetry.tracing.export.schedule-delay=200ms",
            // What others do to the machine that tests run on is none of their business.
            "pawl.node.adaptive=false",
            "pawl.workspace.folder=" + HOME,
            "pawl.workspace.roots=" + ROOT,
            "pawl.registry.folder=" + COMMANDS,
            "pawl.registry.agents.worker=bash," + agent(),
            // An agent whose prompt is a script: whatever a test wants to really happen.
            "pawl.registry.agents.shell=bash,-s",
            "pawl.workspace.trusted=" + ROOT.resolve("trusted"),
            "pawl.workspace.git.schemes=file,https",
            "pawl.workspace.git.timeout=3s",
            "pawl.workspace.archive.upload=8MB",
            "pawl.engine.renewal=1s",
            "pawl.session.check=1s",
            // Tests turn the handle of the clock themselves.
            "pawl.schedule.check=24h",
            "pawl.recovery.first-pause=10ms",
            // What else the machine of a test does is not what is tested.
            "pawl.node.most-percent=100",
            "pawl.node.slots=2")
        .applyTo(context);
  }
}

package dev.pawl.process;

import java.nio.file.Path;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

/** Creates sandboxes for tests. */
public final class TestProcessSandboxes {

  private TestProcessSandboxes() {}

  /** Creates a sandbox that hides a folder; programs run without it on machines on which bubblewrap does not work. */
  public static ProcessSandbox hiding(Path dataFolder) {
    return create(true, true, dataFolder);
  }

  /** Creates the sandbox of a node on which bubblewrap is disabled. */
  public static ProcessSandbox disabled(boolean allowPrograms) {
    return create(false, allowPrograms, Path.of("no-data"));
  }

  static ProcessSandbox create(boolean enabled, boolean allowUnsandboxed, Path dataFolder) {
    return create(enabled, allowUnsandboxed, DataSize.ofGigabytes(4), dataFolder);
  }

  static ProcessSandbox create(
      boolean enabled, boolean allowUnsandboxed, DataSize maxMemory, Path dataFolder) {
    return new ProcessSandbox(
        new ProcessProperties(enabled, allowUnsandboxed, false, maxMemory, DataSize.ofGigabytes(1)),
        dataFolder,
        new MockEnvironment());
  }
}

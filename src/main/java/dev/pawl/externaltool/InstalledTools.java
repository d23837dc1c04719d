package dev.pawl.externaltool;

import dev.pawl.node.NodeTools;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Detects in the background which programs are installed on this node, and repeats it now and then. */
@Component
final class InstalledTools implements NodeTools {

  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private final ProgramLocator locator;
  private final List<ExternalTool> tools = ExternalToolConfiguration.loadAll();
  private final AtomicBoolean detecting = new AtomicBoolean();
  private volatile @Nullable Detected detected;

  /** The versions of the programs, and when they were detected. */
  private record Detected(Map<String, String> versions, long nanoTime) {

    boolean isOutdated() {
      return System.nanoTime() - nanoTime > MAX_AGE.toNanos();
    }
  }

  InstalledTools(ProgramLocator locator) {
    this.locator = locator;
  }

  @Override
  public Optional<Map<String, String>> versions() {
    Detected latest = detected;
    if ((latest == null || latest.isOutdated()) && detecting.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("installed-tools")
          .start(() -> {
            try {
              detect();
            } finally {
              detecting.set(false);
            }
          });
    }
    return Optional.ofNullable(latest).map(Detected::versions);
  }

  @Override
  public Collection<String> languagesOf(String name) {
    return tools.stream()
        .filter(tool -> tool.name().equals(name))
        .flatMap(tool -> tool.languages().stream())
        .toList();
  }

  /** Detects the programs and returns their versions. */
  Map<String, String> detect() {
    var versions = new TreeMap<String, String>();
    for (ExternalTool tool : tools) {
      locator.detectInstalled(tool).ifPresent(version -> versions.put(tool.name(), version));
    }
    detected = new Detected(Map.copyOf(versions), System.nanoTime());
    return versions;
  }
}

package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

@ExtendWith(OutputCaptureExtension.class)
class DataFolderHealthIndicatorTests {

  private static final DataSize LITTLE = DataSize.ofMegabytes(1);
  private static final DataSize TOO_MUCH = DataSize.ofTerabytes(1_000_000);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir Path folder;

  private DataFolderHealthIndicator indicator(Path data, DataSize minFree) {
    var indicator = new DataFolderHealthIndicator(data, minFree, meters);
    indicator.measure();
    return indicator;
  }

  private double gauge(String name, String folderTag) {
    return meters.get(name).tag("folder", folderTag).gauge().value();
  }

  @Test
  void isUpWhileTheDataFolderHasSpace() throws IOException {
    DataFolderHealthIndicator indicator = indicator(folder, LITTLE);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

    assertThat(indicator.isUsable()).isTrue();
    assertThat(gauge("pawl.disk.usable", "data")).isOne();
    assertThat(gauge("pawl.disk.free", "data")).isBetween(1.0, gauge("pawl.disk.total", "data"));
    try (var files = Files.list(folder)) {
      assertThat(files).as("the check leaves no file").isEmpty();
    }
  }

  @Test
  void isDownBelowTheRequiredSpaceAndLogsItOnce(CapturedOutput output) {
    DataFolderHealthIndicator indicator = indicator(folder, TOO_MUCH);
    indicator.measure();
    indicator.measure();

    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(indicator.isUsable()).isFalse();
    assertThat(String.valueOf(indicator.health().getDetails().get("data"))).contains("required");
    assertThat(gauge("pawl.disk.usable", "data")).isZero();
    assertThat(output.getAll().lines().filter(line -> line.contains("Disk not usable")))
        .singleElement()
        .asString()
        .contains(folder.toString());
  }

  @Test
  void measuresBeforeTheFirstAnswer() {
    assertThat(new DataFolderHealthIndicator(folder, LITTLE, meters).isUsable()).isTrue();
    assertThat(new DataFolderHealthIndicator(folder, TOO_MUCH, meters).isUsable()).isFalse();
  }

  @Test
  void isDownWhileTheDataFolderCannotBeWrittenAndUpAfterwards(CapturedOutput output)
      throws IOException {
    Path data = folder.resolve("file/data");
    Files.createFile(folder.resolve("file"));
    DataFolderHealthIndicator indicator = indicator(data, LITTLE);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);

    Files.delete(folder.resolve("file"));
    Files.createDirectories(data);
    indicator.measure();

    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
    assertThat(output).contains("Disk usable again: data folder");
  }

  @Test
  void watchesTheEmbeddedDatabaseWhileItRuns() throws IOException {
    DataFolderHealthIndicator indicator = indicator(folder, LITTLE);
    assertThat(gauge("pawl.disk.free", "database")).isNaN();

    Files.createDirectories(folder.resolve("postgres"));
    Files.writeString(folder.resolve("postgres/postmaster.pid"), "1\n");
    indicator.measure();

    assertThat(gauge("pawl.disk.free", "database")).isPositive();
    assertThat(gauge("pawl.disk.usable", "database")).isOne();
  }
}

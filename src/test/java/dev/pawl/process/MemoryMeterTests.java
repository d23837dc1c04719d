package dev.pawl.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Measures real programs and threads next to others that must not count. */
class MemoryMeterTests {

  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private final ProcessRunner programs =
      new ProcessRunner(TestProcessSandboxes.hiding(Path.of("no-data")));

  /** Starts a child that holds memory, and ends a second after all children hold theirs. */
  private Callable<Integer> program(int mebibytes, String name, String... others) {
    var waits = new StringBuilder();
    for (String other : others) {
      waits.append("while not os.path.exists('%s'): time.sleep(0.01)%n".formatted(other));
    }
    String code =
        "import os, time%nx = bytearray(%d)%nopen('%s', 'w').close()%n%stime.sleep(1)%n"
            .formatted(mebibytes * MIB, name, waits);
    List<String> arguments = List.of("sh", "-c", "python3 -c \"" + code + "\"; exit $?");
    return () -> programs.run(arguments, folder, line -> {});
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void measuresTheDescendantsOfAProgramOnly() throws Exception {
    byte[] ofTheService = new byte[(int) (200 * MIB)];
    var meter = new MemoryMeter();

    int exit = meter.measuring(program(100, "a")).call();

    assertThat(exit).isZero();
    assertThat(meter.peakBytes())
        .as("not the %d bytes of the service", ofTheService.length)
        .isBetween(100 * MIB, 190 * MIB);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void addsUpProgramsThatRunAtTheSameTime() throws Exception {
    var meter = new MemoryMeter();

    meter
        .measuring(() -> {
          try (var threads = Executors.newFixedThreadPool(2)) {
            return threads.invokeAll(List.of(program(80, "a", "b"), program(80, "b", "a")));
          }
        })
        .call();

    assertThat(meter.peakBytes()).isBetween(160 * MIB, 300 * MIB);
  }

  @Test
  void doesNotMeasureOtherWork() throws Exception {
    var meter = new MemoryMeter();
    var other = new MemoryMeter();

    other.measuring(() -> new byte[(int) (50 * MIB)].length).call();
    meter.measuring(() -> new byte[(int) MIB].length).call();

    assertThat(meter.peakBytes()).isBetween(MIB, 10 * MIB);
    assertThat(other.peakBytes()).isGreaterThan(50 * MIB);
  }

  @Test
  void countsTheThreadsOfTheWork() throws Exception {
    var meter = new MemoryMeter();

    meter
        .measuring(() -> {
          try (var threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> task =
                () -> MemoryMeter.countAllocations(() -> new byte[(int) (30 * MIB)].length);
            return threads.invokeAll(List.of(task, task));
          }
        })
        .call();

    assertThat(meter.peakBytes()).isBetween(60 * MIB, 70 * MIB);
  }
}

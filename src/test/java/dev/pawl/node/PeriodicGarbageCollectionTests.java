package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodicGarbageCollectionTests {

  private final HotSpotDiagnosticMXBean jvm =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

  /** Prints the options of a JVM of its own, because those of this one may have been set before. */
  public static void main(String[] arguments) {
    new PeriodicGarbageCollection();
    var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    System.out.println(
        jvm.getVMOption("MaxHeapFreeRatio").getValue()
            + " "
            + jvm.getVMOption("G1PeriodicGCInterval").getValue());
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, 50 60000",
    "-XX:G1PeriodicGCInterval=5000, 50 5000",
    "-XX:G1PeriodicGCInterval=0, 50 0",
    "-XX:MaxHeapFreeRatio=90, 90 60000",
    "-XX:+UseSerialGC, 50 60000"
  })
  void setsOnlyOptionsThatAreNotSet(String option, String expected) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                PeriodicGarbageCollectionTests.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output.strip().lines().toList().getLast()).isEqualTo(expected);
  }

  @Test
  void keepsOptionsThatWereSetAtRunTime() {
    String before = jvm.getVMOption("G1PeriodicGCInterval").getValue();
    jvm.setVMOption("G1PeriodicGCInterval", "12345");

    new PeriodicGarbageCollection();
    String after = jvm.getVMOption("G1PeriodicGCInterval").getValue();
    jvm.setVMOption("G1PeriodicGCInterval", before);

    assertThat(after).isEqualTo("12345");
  }
}

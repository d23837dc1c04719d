package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTimesTests {

  @Test
  @EnabledOnOs(OS.LINUX)
  void countsProgramsThatHaveEnded() throws IOException, InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = CpuTimes.readOwnTime() - system.getProcessCpuTime();

    int exitCode =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
            .start()
            .waitFor();

    assertThat(exitCode).isZero();
    assertThat(CpuTimes.readOwnTime() - system.getProcessCpuTime() - before)
        .isGreaterThan(Duration.ofMillis(50).toNanos());
  }
}

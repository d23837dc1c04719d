package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/** Runs workflows on a machine whose processors are used by other programs. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = BusyMachineTests.Node.class)
@Import({PawlClient.class, BusyMachineTests.Machine.class})
@DirtiesContext
class BusyMachineTests {

  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-busy");

  /** Configures a separate node. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.engine.lease-renewal-interval=300ms",
              "pawl.node.load-settle-time=15s",
              "pawl.node.load-shedding-enabled=false")
          .applyTo(context);
    }
  }

  /** Replaces the measured use of processors. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Machine {

    @Bean
    @Primary
    FixedCpuUse fixedCpuUse() {
      return new FixedCpuUse();
    }
  }

  /** A monitor of a machine that always has memory and disk space. */
  static final class FixedCpuUse extends ResourceMonitor {

    private volatile double percent;

    FixedCpuUse() {
      super(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Override
    ResourceUsage read() {
      return new ResourceUsage(percent, 10, 10, 100L << 30);
    }
  }

  @Autowired PawlClient pawl;
  @Autowired FixedCpuUse cpu;
  private Path target;

  @BeforeEach
  void useAllProcessors() {
    target = HOME.resolve("target");
    TestFiles.write(target, "a.txt", "a\n");
    cpu.percent = 95;
  }

  @AfterEach
  void releaseProcessors() {
    cpu.percent = 0;
  }

  private String submit(String timeout) {
    return pawl.submit(target, "\"type\": \"verify-only\", \"timeout\": \"%s\"".formatted(timeout));
  }

  private String waitsFor(String id) {
    JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
    return PawlClient.step(workflow, "verify").path("waits_for").asString("");
  }

  @Test
  void stepsWaitInAQueueUntilProcessorsAreFree() {
    String first = submit("1h");
    Awaitility.await().until(() -> !waitsFor(first).isEmpty());
    String second = submit("1h");
    Awaitility.await().until(() -> !waitsFor(second).isEmpty());

    assertThat(waitsFor(first))
        .isEqualTo(
            "free processors on the node: 95% of CPU is in use, but the limit is 90%; position 1 in"
                + " the queue");
    assertThat(waitsFor(second)).endsWith("; position 2 in the queue");

    cpu.percent = 0;
    for (String id : new String[] {first, second}) {
      JsonNode workflow = pawl.awaitEnd(id);
      assertThat(workflow.get("status").asString()).isEqualTo("completed");
      assertThat(PawlClient.step(workflow, "verify").get("attempts").asInt()).isOne();
    }
  }

  @Test
  void stepsFailOnlyWhenTheirWorkflowTimesOut() {
    JsonNode workflow = pawl.awaitEnd(submit("2s"));

    assertThat(workflow.get("status").asString()).isEqualTo("failed");
    assertThat(workflow.get("ended_reason").asString()).isEqualTo("timed_out");
    assertThat(workflow.at("/failure/message").asString())
        .contains("the workflow timed out while the step waited for free processors");
  }

  /** The first call of the README, next to an IDE or a build that uses all processors without end. */
  @Test
  void stepsRunOneAfterTheOtherIfProcessorsAreNeverFree() {
    String id = pawl.submit(target, "\"type\": \"standard\", \"dry_run\": true");
    Awaitility.await().until(() -> !firstWait(id).isEmpty());

    assertThat(firstWait(id)).startsWith("free processors on the node: 95% of CPU is in use");
    JsonNode workflow = pawl.awaitEnd(id);
    assertThat(workflow.get("status").asString()).as(workflow.toString()).isEqualTo("completed");
    assertThat(PawlClient.step(workflow, "safety_check").get("attempts").asInt()).isOne();
  }

  private String firstWait(String id) {
    JsonNode workflow = pawl.get("/api/v1/workflows/" + id).json();
    return PawlClient.step(workflow, "safety_check").path("waits_for").asString("");
  }
}

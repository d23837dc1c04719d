package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests trusted targets, whose own tests decide whether a result is accepted. */
@PawlTest
class TrustedTargetTests {

  @Autowired PawlClient pawl;
  @Autowired Clock clock;

  private Path createTarget(String script) {
    Path target = pawl.newTrustedTarget();
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.write(target, "check.sh", "#!/bin/bash\n" + script);
    TestFiles.chmod(target, "check.sh", "rwxr-xr-x");
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"java\": [\"google-java-format\"]}, \"commands\": {\"test\":"
            + " [\"./check.sh\"]}}");
    return target;
  }

  @Test
  void publishesAResultThatPassesTheTests() {
    Path target = createTarget("exit 0\n");

    assertThat(pawl.submitAndAwaitEnd(target, "").get("status").asString()).isEqualTo("completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void rollsBackAResultThatBreaksTheTests() {
    Path target = createTarget("grep -q 'class A{}' A.java\n");

    JsonNode workflow = pawl.submitAndAwaitEnd(target, "");

    assertThat(workflow.get("status").asString()).isEqualTo("rolled_back");
    assertThat(workflow.get("ended_reason").asString()).isEqualTo("integrity_violated");
    assertThat(PawlClient.step(workflow, "integrity_check").get("error").asString())
        .contains("I-20");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void killsAllProcessesOfACancelledProgram() throws Exception {
    Path pids = Files.createTempDirectory("pids").toRealPath();
    Path target =
        createTarget(
            "( setsid bash -c 'echo $$ > "
                + pids
                + "/daemon; exec tail -f /dev/null' </dev/null >/dev/null 2>&1 & )\n"
                + "echo $$ > "
                + pids
                + "/script\n"
                + "tail -f /dev/null\n");
    String id = pawl.submit(target, "");
    for (String file : new String[] {"daemon", "script"}) {
      awaitFile(pids.resolve(file));
    }

    Instant cancelledAt = clock.instant();
    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "").status()).isEqualTo(202);
    JsonNode workflow = pawl.awaitEnd(id);

    assertThat(workflow.get("status").asString()).isEqualTo("cancelled");
    assertThat(Duration.between(cancelledAt, clock.instant()))
        .as("the time until a cancellation has taken effect")
        .isLessThan(Duration.ofSeconds(15));
    for (String file : new String[] {"daemon", "script"}) {
      long pid = Long.parseLong(Files.readString(pids.resolve(file)).strip());
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).as(file).isEmpty();
    }
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  private static void awaitFile(Path file) throws Exception {
    for (int polls = 0; polls < 600; polls++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError(file + " was not created in time");
  }
}

package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.PawlTest;
import dev.pawl.workspace.Folders;
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

  @Autowired Pawl pawl;
  @Autowired Clock clock;

  private Path target(String script) {
    Path target = pawl.newTrustedTarget();
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(target, "check.sh", "#!/bin/bash\n" + script);
    Folders.chmod(target, "check.sh", "rwxr-xr-x");
    Folders.write(target, ".quality-config.json", "{\"commands\": {\"test\": [\"./check.sh\"]}}");
    return target;
  }

  @Test
  void keepsAResultThatPasses() {
    Path target = target("exit 0\n");

    assertThat(pawl.run(target, "").get("status").asString()).isEqualTo("completed");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A {}\n");
  }

  @Test
  void takesAResultBackThatFailsWhereTheSnapshotPassed() {
    Path target = target("grep -q 'class A{}' A.java\n");

    JsonNode workflow = pawl.run(target, "");

    assertThat(workflow.get("status").asString()).isEqualTo("rolled_back");
    assertThat(workflow.get("ended_reason").asString()).isEqualTo("integrity_violated");
    assertThat(Pawl.step(workflow, "integrity_check").get("error").asString()).contains("I-20");
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void endsAHangingProgramWithAllItsChildrenWhenItIsCancelled() throws Exception {
    Path pids = Files.createTempDirectory("pids").toRealPath();
    Path target =
        target(
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

    Instant asked = clock.instant();
    assertThat(pawl.post("/api/v1/workflows/" + id + "/cancellation", "").status()).isEqualTo(202);
    JsonNode workflow = pawl.ended(id);

    assertThat(workflow.get("status").asString()).isEqualTo("cancelled");
    assertThat(Duration.between(asked, clock.instant()))
        .as("the time until a cancellation has taken effect")
        .isLessThan(Duration.ofSeconds(15));
    for (String file : new String[] {"daemon", "script"}) {
      long pid = Long.parseLong(Files.readString(pids.resolve(file)).strip());
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).as(file).isEmpty();
    }
    assertThat(Folders.read(target, "A.java")).isEqualTo("class A{}\n");
  }

  private static void awaitFile(Path file) throws Exception {
    for (int tries = 0; tries < 600; tries++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError(file + " was not created in time");
  }
}

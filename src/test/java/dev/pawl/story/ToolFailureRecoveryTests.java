package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tests recovery from real tool failures: hangs, crashes, exhausted memory, full disks and missing permissions. */
@PawlTest
class ToolFailureRecoveryTests {

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @TempDir Path outside;
  private final List<Path> mounted = new ArrayList<>();
  private Path target;
  private String name;

  @BeforeEach
  void makeTarget() {
    // Failures of one test must not open circuit breakers in the next.
    jdbc.sql("delete from circuit_breaker").update();
    target = pawl.newTarget();
    name = "rescue/" + target.getFileName();
    TestFiles.write(target, "notes/a.txt", "a\n");
    TestFiles.write(target, "notes/b.txt", "b\n");
  }

  @AfterEach
  void unmount() throws Exception {
    for (Path folder : mounted) {
      assertThat(system("umount", folder.toString())).isZero();
    }
  }

  private static int system(String... arguments) throws IOException, InterruptedException {
    return new ProcessBuilder(arguments).inheritIO().start().waitFor();
  }

  private void mount(Path folder, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    Assumptions.assumeTrue(
        system(command.toArray(String[]::new)) == 0, "mount is not permitted on this machine");
    mounted.add(folder);
  }

  private JsonNode run(String frontMatter, String script, String fields) {
    pawl.writeScriptCommand(name, frontMatter, script);
    return pawl.submitAndAwaitEnd(
        target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}]%s".formatted(name, fields));
  }

  private JsonNode attempts(JsonNode workflow) {
    return pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/steps/it")
        .json()
        .get("attempts");
  }

  private static List<String> strategies(JsonNode attempts) {
    return attempts
        .valueStream()
        .map(attempt -> attempt.get("failure"))
        .filter(failure -> !failure.isNull())
        .map(failure -> failure.get("strategy").asString())
        .toList();
  }

  private static void assertStatus(JsonNode workflow, String status) {
    assertThat(workflow.get("status").asString()).as(workflow.toPrettyString()).isEqualTo(status);
  }

  @Test
  void extendsTheTimeoutAfterATimeout() {
    JsonNode done =
        run(
            "timeout: 5s\nwrites: notes/**\n",
            """
            [ "$PAWL_SHARE" = 2 ] || sleep 60
            sleep 5.2
            echo "parallelism $PAWL_PARALLELISM"
            """,
            "");

    assertStatus(done, "completed");
    JsonNode attempts = attempts(done);
    assertThat(strategies(attempts)).containsExactly("retry_with_different_params");
    assertThat(attempts.get(0).at("/failure/type").asString()).isEqualTo("timeout");
    assertThat(log(done)).contains("parallelism 1");
  }

  private String log(JsonNode workflow) {
    return pawl.get("/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/steps/it/log")
        .body();
  }

  @Test
  void givesUpOnAToolThatKeepsHanging() {
    JsonNode done = run("timeout: 1s\nwrites: notes/**\n", "sleep 60\n", "");

    assertStatus(done, "failed");
    assertThat(done.get("ended_reason").asString()).isEqualTo("timed_out");
    assertThat(strategies(attempts(done)))
        .containsExactly(
            "retry_with_different_params", "retry_with_different_params", "manual_intervention");
  }

  @Test
  void fallsBackToASimplerApproachAfterATimeout() {
    pawl.writeScriptCommand(name + "-other", "", "sleep 0.2\n");
    // Enough for the simple variant to finish in time, even on a busy machine.
    pawl.writeScriptCommand(name, "timeout: 4s\n", "[ \"$PAWL_SIMPLE\" = true ] || sleep 60\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            "\"steps\": [{\"name\": \"it\", \"command\": \"%s\"}, {\"command\": \"%s-other\"}]"
                .formatted(name, name));

    assertStatus(done, "completed");
    assertThat(strategies(attempts(done))).containsExactly("fallback_to_simpler_approach");
  }

  @Test
  void fallsBackToASimplerApproachWhenMemoryIsExhausted() {
    JsonNode done =
        run("", "[ \"$PAWL_SIMPLE\" = true ] && exit 0\nulimit -v 100000\ntail /dev/zero\n", "");

    assertStatus(done, "completed");
    assertThat(attempts(done).get(0).at("/failure/message").asString()).contains("memory");
    assertThat(strategies(attempts(done))).containsExactly("fallback_to_simpler_approach");
  }

  @Test
  void fallsBackToASimplerApproachAfterAnOutOfMemoryKill() {
    JsonNode done = run("", "[ \"$PAWL_SIMPLE\" = true ] || kill -KILL $$\n", "");

    assertStatus(done, "completed");
    JsonNode failure = attempts(done).get(0).get("failure");
    assertThat(failure.get("exit_code").asInt()).isEqualTo(137);
    assertThat(failure.get("type").asString()).isEqualTo("memory");
  }

  @Test
  void excludesAFileWithASyntaxError() {
    TestFiles.write(target, "notes/bad.sh", "if then fi (\n");
    TestFiles.write(target, "notes/good.sh", "echo good\n");

    JsonNode done =
        run(
            "writes: notes/*.sh\n",
            """
            while read -r file; do
              bash -n "$file" || exit 2
              echo "# looked at" >> "$file"
            done < "$QUALITY_ALLOCATED_FILES"
            """,
            "");

    assertStatus(done, "completed");
    assertThat(strategies(attempts(done))).containsExactly("partial_recovery");
    assertThat(TestFiles.read(target, "notes/good.sh")).isEqualTo("echo good\n# looked at\n");
    assertThat(TestFiles.read(target, "notes/bad.sh")).isEqualTo("if then fi (\n");
    assertThat(events(done))
        .contains("files skipped because the step failed on them: notes/bad.sh");
  }

  private String events(JsonNode workflow) {
    return pawl.get(
            "/api/v1/workflows/" + workflow.get("workflow_id").asString() + "/events?limit=200")
        .body();
  }

  @Test
  void skipsAFileThatCrashesAFormatter() {
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    String deep = "class Deep{int a=" + "(".repeat(20_000) + "1" + ")".repeat(20_000) + ";}\n";
    TestFiles.write(target, "Deep.java", deep);

    JsonNode done = pawl.submitAndAwaitEnd(target, "\"type\": \"standard\"");

    assertStatus(done, "completed");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo("class A {}\n");
    assertThat(TestFiles.read(target, "Deep.java")).isEqualTo(deep);
  }

  @Test
  void excludesAReadOnlyFile() throws Exception {
    Path folder = Files.createDirectory(outside.resolve("locked"));
    mount(folder, "--bind", "-o", "ro", folder.toString(), folder.toString());

    JsonNode done =
        run(
            "writes: notes/**\n",
            """
            for file in $(cat "$QUALITY_ALLOCATED_FILES"); do
              if [ "$file" = notes/a.txt ]; then
                cp "$file" %s/x 2> error || { echo "$file: $(cat error; rm error)"; exit 1; }
              fi
              echo more >> "$file"
            done
            """
                .formatted(folder),
            "");

    assertStatus(done, "completed");
    assertThat(attempts(done).get(0).at("/failure/type").asString()).isEqualTo("permission");
    assertThat(strategies(attempts(done))).containsExactly("partial_recovery");
    assertThat(TestFiles.read(target, "notes/a.txt")).isEqualTo("a\n");
    assertThat(TestFiles.read(target, "notes/b.txt")).isEqualTo("b\nmore\n");
  }

  @Test
  void restartsTheWorkflowWhenTheDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(outside.resolve("disk"));
    mount(disk, "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());

    JsonNode done =
        run(
            "writes: notes/**\n",
            """
            if [ -e %1$s/full ]; then rm %1$s/full; else cp /dev/zero %1$s/full; fi
            echo more >> notes/a.txt
            """
                .replace("rm", "set -e; rm")
                .replace("cp", "set -e; cp")
                .formatted(disk),
            "");

    assertStatus(done, "completed");
    assertThat(done.get("restarts").asInt()).isEqualTo(1);
    assertThat(strategies(attempts(done))).containsExactly("rollback_and_restart");
    assertThat(events(done)).contains("workflow_restarted", "No space left on device");
    assertThat(TestFiles.read(target, "notes/a.txt")).isEqualTo("a\nmore\n");
  }

  @Test
  void restartsOnlyOnce() {
    JsonNode done = run("", "echo x > /dev/full || exit 1\n", "");

    assertStatus(done, "failed");
    assertThat(done.get("restarts").asInt()).isEqualTo(1);
    assertThat(strategies(attempts(done)))
        .containsExactly("rollback_and_restart", "manual_intervention");
  }

  @Test
  void reportsTheDetailsOfACrash() {
    JsonNode done = run("", "echo last words\nkill -SEGV $$\n", "");

    assertStatus(done, "failed");
    assertThat(done.get("ended_reason").asString()).isEqualTo("step_failed");
    assertThat(attempts(done)).hasSize(3);
    JsonNode failure = done.get("failure");
    assertThat(failure.get("stage").asString()).isEqualTo("execution");
    assertThat(failure.get("exit_code").asInt()).isEqualTo(139);
    assertThat(failure.get("last_lines").toString()).contains("last words");
    assertThat(failure.get("suggestions")).isNotEmpty();
    assertThat(failure.get("strategy").asString()).isEqualTo("manual_intervention");
    for (String field : List.of("node", "process", "user", "folder", "at", "tool")) {
      assertThat(failure.get(field).asString()).as(field).isNotBlank();
    }
  }

  @Test
  void failsOnAMissingDependency() {
    pawl.writeScriptCommand(name + "-first", "", "true\n");

    JsonNode done = run("dependencies: %s-first\n".formatted(name), "true\n", "");

    assertStatus(done, "failed");
    assertThat(done.at("/failure/stage").asString()).isEqualTo("dependencies");
    assertThat(strategies(attempts(done))).containsExactly("retry", "retry", "manual_intervention");
  }

  @Test
  void runsAStepAfterItsDependency() {
    pawl.writeScriptCommand(name + "-first", "", "true\n");
    pawl.writeScriptCommand(name, "dependencies: %s-first\n".formatted(name), "true\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target, "\"commands\": [\"%s\", \"%s-first\"]".formatted(name, name));

    assertStatus(done, "completed");
  }

  @Test
  void opensTheCircuitBreakerOfAFailingTool() {
    for (int other = 0; other < 2; other++) {
      run("timeout: 1s\n", "kill -SEGV $$\n", "");
      assertThat(pawl.get("/api/v1/nodes").json().get("breakers").get(0).get("state").asString())
          .as("after failures on %d targets", other + 1)
          .isEqualTo("closed");
      target = pawl.newTarget();
    }
    run("timeout: 1s\n", "kill -SEGV $$\n", "");
    pawl.writeScriptCommand(name + "-again", "", "kill -SEGV $$\n");
    JsonNode rejected =
        pawl.submitAndAwaitEnd(
            target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s-again\"}]".formatted(name));

    assertThat(rejected.at("/failure/stage").asString()).isEqualTo("resolution");
    assertThat(rejected.at("/failure/message").asString())
        .contains("circuit breaker of agent:shell is open after repeated failures");
    JsonNode breakers = pawl.get("/api/v1/nodes").json().get("breakers");
    assertThat(breakers.get(0).get("state").asString()).isEqualTo("open");
    assertThat(breakers.get(0).get("failures").asInt()).isGreaterThanOrEqualTo(5);

    jdbc.sql("update circuit_breaker set opened_at = now() - interval '6 minutes', tried_at = null")
        .update();
    pawl.writeScriptCommand(name + "-well", "", "true\n");
    JsonNode trial =
        pawl.submitAndAwaitEnd(
            target, "\"steps\": [{\"name\": \"it\", \"command\": \"%s-well\"}]".formatted(name));

    assertStatus(trial, "completed");
    assertThat(pawl.get("/api/v1/nodes").json().get("breakers")).isEmpty();
  }

  @Test
  void passesEarlierResultsToPrograms() {
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.askForJavaFormatter(target);
    pawl.writeScriptCommand(
        name,
        "dependencies: quality/format\n",
        "cat \"$QUALITY_COORDINATION_FILE\"\necho\necho \"$QUALITY_COMMAND\"\n");

    JsonNode done =
        pawl.submitAndAwaitEnd(
            target,
            "\"steps\": [{\"command\": \"format\"}, {\"name\": \"it\", \"command\": \"%s\"}]"
                .formatted(name));

    assertStatus(done, "completed");
    assertThat(log(done))
        .contains("\"files_modified\":[\"A.java\"]", "\"formatters_used\":[\"format\"]", name);
  }
}

package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests many concurrent workflows. */
@PawlTest
class BurstTests {

  private static final int WORKFLOWS = Integer.getInteger("pawl.burst", 1000);

  @Autowired PawlClient pawl;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void completesConcurrentWorkflowsAndStaysResponsive() throws Exception {
    Path target = pawl.newTarget();
    TestFiles.write(target, "T.java", "class T {}\n");
    String label = UUID.randomUUID().toString();
    var ids = ConcurrentHashMap.<String>newKeySet();
    var polls = new ConcurrentLinkedQueue<Long>();
    var done = new AtomicBoolean();

    try (var pool = Executors.newFixedThreadPool(17)) {
      Future<?> poller = pool.submit(() -> poll(label, polls, done));
      var submissions = new ArrayList<Callable<String>>();
      for (int i = 0; i < WORKFLOWS; i++) {
        submissions.add(() ->
            pawl.submit(
                target, "\"type\": \"verify-only\", \"labels\": {\"burst\": \"" + label + "\"}"));
      }
      for (Future<String> id : pool.invokeAll(submissions)) {
        ids.add(id.get());
      }
      assertThat(ids).hasSize(WORKFLOWS);
      ids.forEach(
          id -> assertThat(pawl.awaitEnd(id).get("status").asString()).isEqualTo("completed"));
      done.set(true);
      poller.get();
    }

    assertThat(total(label, "completed")).isEqualTo(WORKFLOWS);
    List<Long> sorted = polls.stream().sorted().toList();
    assertThat(sorted).isNotEmpty();
    System.out.printf(
        "burst of %d: %d polls, p50 %d ms, p99 %d ms%n",
        WORKFLOWS,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1_000_000,
        sorted.get(sorted.size() * 99 / 100) / 1_000_000);
  }

  private void poll(String label, ConcurrentLinkedQueue<Long> polls, AtomicBoolean done) {
    while (!done.get()) {
      long startedAt = System.nanoTime();
      ApiResponse answer =
          pawl.get("/api/v1/workflows?limit=20&status=running&label.burst=" + label);
      polls.add(System.nanoTime() - startedAt);
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  private int total(String label, String status) {
    return pawl.get(
            "/api/v1/workflows?limit=1&include=total&status=" + status + "&label.burst=" + label)
        .json()
        .get("total")
        .asInt();
  }
}

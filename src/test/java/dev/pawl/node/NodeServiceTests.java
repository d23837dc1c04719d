package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.PawlTest;
import dev.pawl.node.NodeService.Deployment;
import dev.pawl.node.NodeView.BreakerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Additional nodes on the database of the test node. */
@PawlTest
class NodeServiceTests {

  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  @Autowired JdbcClient jdbc;
  private String name;
  private NodeService node;

  @BeforeEach
  void startNode() {
    name = "test-" + UUID.randomUUID();
    node = TestNodes.create(jdbc, name, 90);
    node.start();
  }

  @AfterEach
  void stopNode() {
    node.stop();
    jdbc.sql("delete from agent where node = ?").param(name).update();
    jdbc.sql("delete from circuit_breaker where tool like 'tool-%'").update();
  }

  private NodeView view() {
    return node.findAll().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void expireHeartbeat(int seconds) {
    jdbc.sql("update node set seen_at = now() - ? * interval '1 second' where name = ?")
        .params(seconds, name)
        .update();
  }

  @Test
  void reportsItsResourceUsage() {
    assertThat(view())
        .returns(true, NodeView::alive)
        .returns(1, NodeView::slots)
        .returns(ProcessHandle.current().pid(), NodeView::process);
    assertThat(view().cpuCores()).isPositive();
    assertThat(view().memory()).isBetween(0.1, 100.0);
    assertThat(view().disk()).isBetween(0.0, 100.0);
    assertThat(view().diskFree()).isPositive();
  }

  @Test
  void reportsTheInstalledProgramsOnceTheyAreKnown() {
    assertThat(view().tools()).isNull();
    assertThat(node.findTools()).doesNotContainKey(name);
    node.stop();
    var known = new AtomicReference<Optional<Map<String, String>>>(Optional.empty());
    node = TestNodes.create(jdbc, name, 90, List.of(known::get));

    node.start();
    assertThat(view().tools()).isNull();
    known.set(Optional.of(Map.of("black", "24.2.0")));
    node.sendHeartbeat();

    assertThat(view().tools()).isEqualTo(Map.of("black", "24.2.0"));
    assertThat(node.findTools()).containsEntry(name, Map.of("black", "24.2.0"));
  }

  @Test
  void reportsNoProgramsOfDeadNodes() {
    node.stop();
    node = TestNodes.create(jdbc, name, 90, List.of(() -> Optional.of(Map.of("black", "24.2.0"))));
    node.start();

    expireHeartbeat(16);

    assertThat(node.findTools()).doesNotContainKey(name);
  }

  @Test
  void isDeadUntilNextHeartbeat() {
    expireHeartbeat(16);
    assertThat(view().alive()).isFalse();

    node.sendHeartbeat();

    assertThat(view().alive()).isTrue();
  }

  @Test
  void isRemovedWhenExpiredOrStopped() {
    expireHeartbeat(3700);
    NodeService other = TestNodes.create(jdbc, name + "-other", 90);
    other.start();

    assertThat(other.findAll()).noneMatch(view -> view.name().equals(name));
    other.stop();
    assertThat(node.findAll()).noneMatch(view -> view.name().equals(name + "-other"));
  }

  @Test
  void waitsForFreeSlot() throws Exception {
    var waits = new LinkedBlockingQueue<String>();
    var second = new CountDownLatch(1);
    Deployment first = node.deploy(List.of("worker"), "quality_a", "one", MAX_WAIT, waits::add);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try (Deployment _ =
                  node.deploy(List.of("worker"), "quality_b", "two", MAX_WAIT, waits::add)) {
                second.countDown();
              } catch (InterruptedException | TimeoutException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(waits.poll(10, TimeUnit.SECONDS))
        .isEqualTo("a free agent of the role worker; position 1 in the queue");
    assertThat(second.getCount()).isEqualTo(1);
    assertThat(view().agents())
        .singleElement()
        .satisfies(agent -> assertThat(agent.workflow()).isEqualTo("quality_a"));

    first.close();

    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    thread.join();
    assertThat(view().agents()).isEmpty();
  }

  @Test
  void grantsSlotsInTheOrderOfArrivalAndInTime() throws Exception {
    var waits = new LinkedBlockingQueue<String>();
    Deployment first = node.deploy(List.of("worker"), "quality_a", "one", MAX_WAIT, what -> {});
    var granted = new LinkedBlockingQueue<String>();
    var threads = new ArrayList<Thread>();
    for (String workflow : List.of("quality_b", "quality_c")) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Deployment _ =
                    node.deploy(List.of("worker"), workflow, "two", MAX_WAIT, waits::add)) {
                  granted.add(workflow);
                } catch (InterruptedException | TimeoutException e) {
                  throw new IllegalStateException(e);
                }
              }));
      assertThat(waits.poll(10, TimeUnit.SECONDS))
          .endsWith("position %d in the queue".formatted(threads.size()));
    }
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() ->
            node.deploy(List.of("worker"), "quality_d", "two", Duration.ofMillis(10), waits::add));

    first.close();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(granted).containsExactly("quality_b", "quality_c");
    assertThat(waits).isEmpty();
  }

  @Test
  void hasSlotsPerRole() throws Exception {
    try (Deployment _ = node.deploy(List.of("worker"), "quality_a", "one", MAX_WAIT, what -> {});
        Deployment _ = node.deploy(List.of("reviewer"), "quality_a", "two", MAX_WAIT, what -> {})) {
      assertThat(view().agents()).hasSize(2);
    }
    assertThat(view().agents()).isEmpty();
  }

  @Test
  void releasesSlotsWhenInterrupted() throws Exception {
    Deployment deployment = node.deploy(List.of("b"), "quality_a", "one", MAX_WAIT, what -> {});
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() ->
                        node.deploy(List.of("b", "a"), "quality_b", "two", MAX_WAIT, what -> {})));
    thread.interrupt();
    thread.join();

    node.deploy(
            List.of("a"),
            "quality_c",
            "three",
            MAX_WAIT,
            what -> {
              throw new AssertionError("not released: " + what);
            })
        .close();
    deployment.close();
  }

  @Test
  void removesAgentsOfDeadNodes() throws Exception {
    node.deploy(List.of("worker"), "quality_a", "one", MAX_WAIT, what -> {});
    expireHeartbeat(16);
    NodeService other = TestNodes.create(jdbc, name + "-other", 90);

    other.start();
    other.stop();

    assertThat(
            jdbc.sql("select count(*) from agent where node = ?")
                .param(name)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void removesStaleAgents() {
    jdbc.sql(
            "insert into agent (id, node, role, workflow, step, since) values (?, ?, 'worker', 'w',"
                + " 's', now() - interval '1 minute')")
        .params(UUID.randomUUID(), name)
        .update();

    node.sendHeartbeat();

    assertThat(view().agents()).isEmpty();
  }

  private BreakerView breaker(String tool) {
    return node.findBreakers().stream()
        .filter(view -> view.tool().equals(tool))
        .findFirst()
        .orElseThrow();
  }

  private void elapseBreakerPause(String tool) {
    jdbc.sql(
            "update circuit_breaker set opened_at = opened_at - interval '301 seconds', tried_at = tried_at"
                + " - interval '301 seconds' where tool = ?")
        .param(tool)
        .update();
  }

  @Test
  void opensBreakerAfterFiveConsecutiveFailures() {
    String tool = "tool-" + name;
    for (int i = 0; i < 4; i++) {
      node.recordFailure(tool, null, "target-" + i % 3, "it crashed");
    }
    assertThat(node.breakerOpenFor(tool, null)).isEmpty();
    assertThat(breaker(tool).state()).isEqualTo("closed");
    node.recordFailure(tool, null, "target-0", "it crashed again");

    assertThat(node.breakerOpenFor(tool, null))
        .hasValueSatisfying(remaining ->
            assertThat(remaining).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300)));
    assertThat(breaker(tool))
        .returns("open", BreakerView::state)
        .returns(5, BreakerView::failures)
        .returns("it crashed again", BreakerView::last);
  }

  @Test
  void allowsOneTrialWhenHalfOpen() {
    String tool = "tool-" + name;
    for (int i = 0; i < 5; i++) {
      node.recordFailure(tool, null, "target-" + i % 3, "it crashed");
    }
    elapseBreakerPause(tool);
    assertThat(breaker(tool).state()).isEqualTo("half_open");

    assertThat(node.breakerOpenFor(tool, null)).as("the first").isEmpty();
    assertThat(node.breakerOpenFor(tool, null)).as("the second").isPresent();
    node.recordFailure(tool, null, "target-0", "still");
    assertThat(breaker(tool).state()).isEqualTo("open");

    elapseBreakerPause(tool);
    assertThat(node.breakerOpenFor(tool, null)).isEmpty();
    node.recordSuccess(tool, null);
    assertThat(node.breakerOpenFor(tool, null)).isEmpty();
    assertThat(node.findBreakers()).noneMatch(view -> view.tool().equals(tool));
  }

  @Test
  void countsConsecutiveFailuresOnly() {
    String tool = "tool-" + name;
    for (int i = 0; i < 4; i++) {
      node.recordFailure(tool, null, "target-" + i % 3, "it crashed");
    }
    node.recordSuccess(tool, null);
    node.recordFailure(tool, null, "target-0", "it crashed");

    assertThat(breaker(tool).failures()).isEqualTo(1);
  }

  @Test
  void opensBreakerOnlyAfterFailuresOfThreeTargets() {
    String tool = "tool-" + name;
    for (int i = 0; i < 20; i++) {
      node.recordFailure(tool, null, "target-" + i % 2, "it crashed");
    }
    assertThat(node.breakerOpenFor(tool, null)).isEmpty();
    assertThat(breaker(tool))
        .returns("closed", BreakerView::state)
        .returns(20, BreakerView::failures);

    node.recordFailure(tool, null, "target-2", "it crashed");

    assertThat(node.breakerOpenFor(tool, null)).isPresent();
    node.recordSuccess(tool, null);
    node.recordFailure(tool, null, "target-3", "it crashed");
    assertThat(node.breakerOpenFor(tool, null)).as("the targets are forgotten, too").isEmpty();
  }

  @Test
  void opensBreakerForOneProjectOnly() {
    String tool = "tool-" + name;
    for (int i = 0; i < 5; i++) {
      node.recordFailure(tool, "red", "target-" + i % 3, "it crashed");
      node.recordFailure(tool, "blue", "target-0", "it crashed");
    }

    assertThat(node.breakerOpenFor(tool, "red")).isPresent();
    assertThat(node.openBreakers("red")).contains(tool);
    assertThat(node.breakerOpenFor(tool, "blue")).as("failures of one target").isEmpty();
    assertThat(node.breakerOpenFor(tool, "green")).isEmpty();
    assertThat(node.breakerOpenFor(tool, null)).isEmpty();
    assertThat(node.openBreakers(null)).doesNotContain(tool);

    node.recordSuccess(tool, "blue");
    assertThat(node.breakerOpenFor(tool, "red")).as("it worked elsewhere").isPresent();
    assertThat(node.findBreakers())
        .filteredOn(view -> view.tool().equals(tool))
        .extracting(BreakerView::project)
        .containsExactly("red");
  }
}

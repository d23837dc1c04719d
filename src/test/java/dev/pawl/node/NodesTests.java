package dev.pawl.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.PawlTest;
import dev.pawl.node.NodeView.BreakerView;
import dev.pawl.node.Nodes.Deployed;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Additional nodes on the database of the test node. */
@PawlTest
class NodesTests {

  @Autowired JdbcClient jdbc;
  private String name;
  private Nodes node;

  @BeforeEach
  void startNode() {
    name = "test-" + UUID.randomUUID();
    node = NodesOf.with(jdbc, name, 90);
    node.start();
  }

  @AfterEach
  void stopNode() {
    node.stop();
    jdbc.sql("delete from agent where node = ?").param(name).update();
    jdbc.sql("delete from breaker where tool like 'tool-%'").update();
  }

  private NodeView view() {
    return node.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private void silent(int seconds) {
    jdbc.sql("update node set seen_at = now() - ? * interval '1 second' where name = ?")
        .params(seconds, name)
        .update();
  }

  @Test
  void showsItselfWithItsLoad() {
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
  void isDeadWithoutASignAndAliveAgainWithOne() {
    silent(16);
    assertThat(view().alive()).isFalse();

    node.runOnce();

    assertThat(view().alive()).isTrue();
  }

  @Test
  void isForgottenWhenItIsLongGoneAndWhenItSaysGoodbye() {
    silent(3700);
    Nodes other = NodesOf.with(jdbc, name + "-other", 90);
    other.start();

    assertThat(other.all()).noneMatch(one -> one.name().equals(name));
    other.stop();
    assertThat(node.all()).noneMatch(one -> one.name().equals(name + "-other"));
  }

  @Test
  void lendsOutItsSlotsOneByOne() throws Exception {
    var waited = new LinkedBlockingQueue<String>();
    var second = new CountDownLatch(1);
    Deployed first = node.deploy(List.of("worker"), "quality_a", "one", waited::add);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try (Deployed _ = node.deploy(List.of("worker"), "quality_b", "two", waited::add)) {
                second.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(waited.poll(10, TimeUnit.SECONDS)).isEqualTo("a free agent of the role worker");
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
  void lendsOutSlotsOfEachRole() throws Exception {
    try (Deployed _ = node.deploy(List.of("worker"), "quality_a", "one", what -> {});
        Deployed _ = node.deploy(List.of("reviewer"), "quality_a", "two", what -> {})) {
      assertThat(view().agents()).hasSize(2);
    }
    assertThat(view().agents()).isEmpty();
  }

  @Test
  void givesBackWhatItTookWhenTheWaitingIsEnded() throws Exception {
    Deployed held = node.deploy(List.of("b"), "quality_a", "one", what -> {});
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(
                        () -> node.deploy(List.of("b", "a"), "quality_b", "two", what -> {})));
    thread.interrupt();
    thread.join();

    node.deploy(
            List.of("a"),
            "quality_c",
            "three",
            what -> {
              throw new AssertionError("not released: " + what);
            })
        .close();
    held.close();
  }

  @Test
  void sendsTheAgentsOfDeadNodesHome() throws Exception {
    node.deploy(List.of("worker"), "quality_a", "one", what -> {});
    silent(16);
    Nodes other = NodesOf.with(jdbc, name + "-other", 90);

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
  void strikesOffAgentsThatItDoesNotKnow() {
    jdbc.sql(
            "insert into agent (id, node, role, workflow, step, since) values (?, ?, 'worker', 'w',"
                + " 's', now() - interval '1 minute')")
        .params(UUID.randomUUID(), name)
        .update();

    node.runOnce();

    assertThat(view().agents()).isEmpty();
  }

  private BreakerView breaker(String tool) {
    return node.breakers().stream()
        .filter(one -> one.tool().equals(tool))
        .findFirst()
        .orElseThrow();
  }

  private void later(String tool) {
    jdbc.sql(
            "update breaker set opened_at = opened_at - interval '301 seconds', tried_at = tried_at"
                + " - interval '301 seconds' where tool = ?")
        .param(tool)
        .update();
  }

  @Test
  void leavesAToolAloneAfterFiveFailuresInARow() {
    String tool = "tool-" + name;
    for (int i = 0; i < 4; i++) {
      node.failed(tool, "it crashed");
    }
    assertThat(node.leftAlone(tool)).isEmpty();
    assertThat(breaker(tool).state()).isEqualTo("closed");
    node.failed(tool, "it crashed again");

    assertThat(node.leftAlone(tool))
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300)));
    assertThat(breaker(tool))
        .returns("open", BreakerView::state)
        .returns(5, BreakerView::failures)
        .returns("it crashed again", BreakerView::last);
  }

  @Test
  void letsOneTryAfterThePauseAndTheOthersWaitForIt() {
    String tool = "tool-" + name;
    for (int i = 0; i < 5; i++) {
      node.failed(tool, "it crashed");
    }
    later(tool);
    assertThat(breaker(tool).state()).isEqualTo("half_open");

    assertThat(node.leftAlone(tool)).as("the first").isEmpty();
    assertThat(node.leftAlone(tool)).as("the second").isPresent();
    node.failed(tool, "still");
    assertThat(breaker(tool).state()).isEqualTo("open");

    later(tool);
    assertThat(node.leftAlone(tool)).isEmpty();
    node.worked(tool);
    assertThat(node.leftAlone(tool)).isEmpty();
    assertThat(node.breakers()).noneMatch(one -> one.tool().equals(tool));
  }

  @Test
  void countsFailuresInARowOnly() {
    String tool = "tool-" + name;
    for (int i = 0; i < 4; i++) {
      node.failed(tool, "it crashed");
    }
    node.worked(tool);
    node.failed(tool, "it crashed");

    assertThat(breaker(tool).failures()).isEqualTo(1);
  }
}

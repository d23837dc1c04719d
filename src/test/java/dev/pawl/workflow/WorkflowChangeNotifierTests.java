package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class WorkflowChangeNotifierTests {

  private final WorkflowChangeNotifier changes =
      new WorkflowChangeNotifier(
          new PostgresNotifier(new DriverManagerDataSource(), new JdbcTemplate()));

  private static WorkflowChanged change(String workflow) {
    return new WorkflowChanged(
        UUID.randomUUID(),
        workflow,
        "test",
        "/target",
        5,
        null,
        1,
        Instant.EPOCH,
        new WorkflowEvent.CancellationRequested(null),
        new UnreadState());
  }

  /** A state that no listener of the notifier reads. */
  private static final class UnreadState implements WorkflowEvent.State {

    @Override
    public Optional<CallbackRequest> callback() {
      throw new AssertionError("must not be read");
    }

    @Override
    public WorkflowVerdict verdict() {
      throw new AssertionError("must not be read");
    }
  }

  @Test
  void returnsImmediatelyWhenTheConditionHolds() throws InterruptedException {
    changes.await("x", Duration.ofHours(1), () -> true);
  }

  @Test
  void returnsAfterTheTimeout() throws InterruptedException {
    changes.await("x", Duration.ZERO, () -> false);
  }

  @Test
  void wakesUpOnAChangeOfTheWorkflow() throws InterruptedException {
    var holds = new AtomicBoolean();
    var checked = new CountDownLatch(1);
    var returned = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            changes.await(
                "x",
                Duration.ofHours(1),
                () -> {
                  checked.countDown();
                  return holds.get();
                });
            returned.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(checked.await(10, TimeUnit.SECONDS)).isTrue();

    holds.set(true);
    changes.onWorkflowChanged(change("another"));
    changes.onWorkflowChanged(change("x"));

    assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
  }
}

package dev.pawl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerThreadsTests {

  @Test
  void reusesThreads() throws Exception {
    Set<Long> threads = new HashSet<>();
    for (int task = 0; task < 100; task++) {
      threads.add(WorkerThreads.start("a", () -> Thread.currentThread().threadId()).get());
    }

    assertThat(threads).hasSizeLessThan(50);
  }

  @Test
  void namesThreadAfterTask() throws Exception {
    assertThat(WorkerThreads.start("quality_1-lint", () -> Thread.currentThread().getName()).get())
        .isEqualTo("quality_1-lint");
  }

  @Test
  void runsTasksWhileOthersBlock() throws Exception {
    var latch = new CountDownLatch(1);
    WorkerThreads.Task<Boolean> waiting =
        WorkerThreads.start("a", () -> latch.await(1, TimeUnit.MINUTES));
    for (int task = 0; task < 20; task++) {
      WorkerThreads.start("b", () -> latch.await(1, TimeUnit.MINUTES));
    }
    WorkerThreads.start(
        "c",
        () -> {
          latch.countDown();
          return null;
        });

    assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void interruptsRunningTask() throws Exception {
    var started = new CountDownLatch(1);
    WorkerThreads.Task<Boolean> task =
        WorkerThreads.start(
            "a",
            () -> {
              started.countDown();
              return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            });
    started.await();
    task.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> task.get(1, TimeUnit.MINUTES))
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void doesNotInterruptLaterTasks() throws Exception {
    for (int round = 0; round < 200; round++) {
      WorkerThreads.Task<Integer> ended = WorkerThreads.start("a", () -> 1);
      if (round % 2 == 0) {
        ended.get();
      }
      ended.interrupt();
      assertThat(WorkerThreads.start("b", () -> Thread.currentThread().isInterrupted()).get())
          .isFalse();
      ended.interrupt();
    }
  }

  @Test
  void doesNotInheritThreadLocals() throws Exception {
    var local = new InheritableThreadLocal<String>();
    local.set("secret");
    var latch = new CountDownLatch(1);
    try {
      // The others are still in use, so that a thread is created.
      for (int task = 0; task < 20; task++) {
        WorkerThreads.start("a", () -> latch.await(1, TimeUnit.MINUTES));
      }
      assertThat(WorkerThreads.start("b", local::get).get()).isNull();
    } finally {
      latch.countDown();
      local.remove();
    }
  }
}

package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FormatterExecutorTests {

  private static final ClassLoader LOADER = FormatterExecutorTests.class.getClassLoader();

  private static FormatterExecutor executor(Duration deadline) {
    return new FormatterExecutor("formatter", deadline, DataSize.ofMegabytes(16));
  }

  @Test
  void stopsWorkAtDeadlineAndStaysUsable() throws Exception {
    FormatterExecutor executor = executor(Duration.ofMillis(20));
    var stopped = new CountDownLatch(1);

    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      assertThatExceptionOfType(FormatterFailedException.class)
          .isThrownBy(() ->
              executor.execute(
                  LOADER,
                  () -> {
                    try {
                      return new CountDownLatch(1);
                    } finally {
                      waitForInterruption(stopped);
                    }
                  }))
          .withMessage("no result within 20 ms");
    }

    stopped.await();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(executor(Duration.ofMinutes(1)).execute(LOADER, () -> "done")).isEqualTo("done");
  }

  private static void waitForInterruption(CountDownLatch stopped) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      stopped.countDown();
    }
  }

  @Test
  void stopsWorkWhenCallerIsInterrupted() throws Exception {
    FormatterExecutor executor = executor(Duration.ofMinutes(1));
    var started = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var failure = new AtomicReference<Class<?>>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                executor.execute(
                    LOADER,
                    () -> {
                      started.countDown();
                      waitForInterruption(stopped);
                      return "";
                    });
              } catch (InterruptedException | UnfixableException e) {
                failure.set(e.getClass());
              }
            });

    started.await();
    caller.interrupt();
    caller.join();

    stopped.await();
    assertThat(failure.get()).isEqualTo(InterruptedException.class);
  }

  @Test
  void reportsCrash() {
    assertThatExceptionOfType(FormatterFailedException.class)
        .isThrownBy(() ->
            executor(Duration.ofMinutes(1))
                .execute(
                    LOADER,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .withMessageContaining("IllegalStateException: broken");
  }

  @Test
  void doesNotRepeatRejections() {
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() ->
            executor(Duration.ofMinutes(1))
                .execute(
                    LOADER,
                    () -> {
                      throw new StackOverflowError("too deep");
                    }))
        .withMessage(FileFailure.TOO_DEEP);
  }

  @Test
  void limitsAllocatedMemory() {
    assertThatExceptionOfType(FormatterFailedException.class)
        .isThrownBy(() ->
            executor(Duration.ofMinutes(1))
                .execute(
                    LOADER,
                    () -> {
                      byte[] last = {};
                      while (!Thread.currentThread().isInterrupted()) {
                        last = new byte[1 << 16];
                      }
                      return last;
                    }))
        .withMessage("an allocation of more than 16 MB");
  }
}

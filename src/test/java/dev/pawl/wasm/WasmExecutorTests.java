package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WasmExecutorTests {

  private static WasmExecutor executor(Duration deadline) {
    return new WasmExecutor(new WasmProperties(Path.of("."), deadline, DataSize.ofMegabytes(1)));
  }

  @Test
  void stopsWorkAtDeadlineAndStaysUsable() throws Exception {
    WasmExecutor executor = executor(Duration.ofMillis(20));
    var stopped = new CountDownLatch(1);

    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      assertThatExceptionOfType(UnfixableException.class)
          .isThrownBy(() ->
              executor.execute(() -> {
                try {
                  return new CountDownLatch(1);
                } finally {
                  waitForInterruption(stopped);
                }
              }))
          .withMessageContaining("took longer than 20 ms");
    }

    stopped.await();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(executor(Duration.ofMinutes(1)).execute(() -> "done")).isEqualTo("done");
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
    WasmExecutor executor = executor(Duration.ofMinutes(1));
    var started = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var failure = new AtomicReference<String>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                executor.execute(() -> {
                  started.countDown();
                  waitForInterruption(stopped);
                  return "";
                });
              } catch (UnfixableException e) {
                failure.set(e.getMessage() + " " + Thread.currentThread().isInterrupted());
              }
            });

    started.await();
    caller.interrupt();
    caller.join();

    stopped.await();
    assertThat(failure).hasValue("interrupted true");
  }

  @Test
  void reportsCrash() {
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() ->
            executor(Duration.ofMinutes(1))
                .execute(() -> {
                  throw new StackOverflowError("too deep");
                }))
        .withMessageContaining("crashed")
        .withMessageContaining("too deep");
  }
}

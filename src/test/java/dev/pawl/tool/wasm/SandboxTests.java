package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SandboxTests {

  private static Sandbox sandbox(Duration deadline) {
    return new Sandbox(new WasmProperties(Path.of("."), deadline, DataSize.ofMegabytes(1)));
  }

  @Test
  void stopsWorkAtTheDeadlineAndGoesOn() throws Exception {
    Sandbox sandbox = sandbox(Duration.ofMillis(20));
    var stopped = new CountDownLatch(1);

    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      assertThatExceptionOfType(Unfixable.class)
          .isThrownBy(() ->
              sandbox.run(() -> {
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
    assertThat(sandbox(Duration.ofMinutes(1)).run(() -> "done")).isEqualTo("done");
  }

  private static void waitForInterruption(CountDownLatch stopped) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      stopped.countDown();
    }
  }

  @Test
  void stopsWorkWhoseCallerIsToStop() throws Exception {
    Sandbox sandbox = sandbox(Duration.ofMinutes(1));
    var began = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var why = new AtomicReference<String>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                sandbox.run(() -> {
                  began.countDown();
                  waitForInterruption(stopped);
                  return "";
                });
              } catch (Unfixable e) {
                why.set(e.getMessage() + " " + Thread.currentThread().isInterrupted());
              }
            });

    began.await();
    caller.interrupt();
    caller.join();

    stopped.await();
    assertThat(why).hasValue("interrupted true");
  }

  @Test
  void saysThatWorkCrashed() {
    assertThatExceptionOfType(Unfixable.class)
        .isThrownBy(() ->
            sandbox(Duration.ofMinutes(1))
                .run(() -> {
                  throw new StackOverflowError("too deep");
                }))
        .withMessageContaining("crashed")
        .withMessageContaining("too deep");
  }
}

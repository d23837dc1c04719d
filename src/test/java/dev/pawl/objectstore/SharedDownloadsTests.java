package dev.pawl.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.objectstore.SharedDownloads.Task;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that share downloads, which end when the test says so. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SharedDownloadsTests {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final ThreadLocal<Duration> limit = ThreadLocal.withInitial(() -> LONG);
  private final SharedDownloads downloads = new SharedDownloads(storeWithLimits());
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /** Returns a store that has only retry limits, which differ between threads. */
  private ObjectStore storeWithLimits() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, _) -> {
              assertThat(method.getName()).isEqualTo("retryLimit");
              return limit.get();
            });
  }

  @AfterEach
  void interruptAll() {
    threads.forEach(Thread::interrupt);
  }

  private FutureTask<@Nullable Void> start(Duration retryLimit, Task task) {
    var result =
        new FutureTask<@Nullable Void>(() -> {
          limit.set(retryLimit);
          downloads.run("key", task);
          return null;
        });
    threads.add(Thread.ofPlatform().daemon().start(result));
    return result;
  }

  /** Starts a thread and waits until it waits, for its own download or that of another one. */
  private FutureTask<@Nullable Void> startWaiting(Duration retryLimit, Task task) {
    FutureTask<@Nullable Void> result = start(retryLimit, task);
    Thread thread = threads.getLast();
    Awaitility.await()
        .until(() ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    return result;
  }

  private void runUntilEnd(SharedDownloads.Progress progress) throws IOException {
    runs.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException("interrupted", e);
    }
  }

  private void countRun(SharedDownloads.Progress progress) {
    runs.incrementAndGet();
  }

  private static Throwable failureOf(FutureTask<?> download) throws InterruptedException {
    try {
      download.get();
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("did not fail");
  }

  @Test
  void manyThreadsShareOneDownload() throws Exception {
    var all = new ArrayList<FutureTask<?>>();
    for (int i = 0; i < 8; i++) {
      all.add(startWaiting(LONG, this::runUntilEnd));
    }

    end.countDown();

    for (FutureTask<?> download : all) {
      download.get();
    }
    assertThat(runs).hasValue(1);
    start(LONG, this::countRun).get();
    assertThat(runs).as("nothing is remembered").hasValue(2);
  }

  @Test
  void aFailureIsThatOfAllAndIsNotRemembered() throws Exception {
    Task fails =
        progress -> {
          runUntilEnd(progress);
          throw new IOException("the object is missing");
        };
    var all = List.of(startWaiting(LONG, fails), startWaiting(LONG, fails));

    end.countDown();

    for (FutureTask<?> download : all) {
      assertThat(failureOf(download))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ObjectStoreException.class)
          .hasMessage("the object is missing");
    }
    assertThat(runs).hasValue(1);
    start(LONG, this::countRun).get();
    assertThat(runs).hasValue(2);
  }

  @Test
  void anOutageIsThatOfThoseWhoWouldNotTryForLonger() throws Exception {
    Task fails =
        progress -> {
          runUntilEnd(progress);
          throw new ObjectStoreException("no answer", new IOException("closed"));
        };
    FutureTask<?> request = startWaiting(Duration.ofSeconds(30), fails);
    FutureTask<?> otherRequest = startWaiting(Duration.ofSeconds(30), this::countRun);
    FutureTask<?> step = startWaiting(LONG, this::countRun);

    end.countDown();

    assertThat(failureOf(request)).isInstanceOf(ObjectStoreException.class);
    assertThat(failureOf(otherRequest))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessage("no answer");
    step.get();
    assertThat(runs).as("the step has read it itself").hasValue(2);
  }

  @Test
  void anotherThreadContinuesForAnInterruptedOne() throws Exception {
    FutureTask<?> cancelled = startWaiting(LONG, this::runUntilEnd);
    FutureTask<?> other = startWaiting(LONG, this::countRun);

    threads.getFirst().interrupt();

    other.get();
    assertThat(failureOf(cancelled)).isInstanceOf(ObjectStoreException.class);
    assertThat(runs).hasValue(2);
  }

  @Test
  void anInterruptedThreadDoesNotEndTheDownloadOfTheOthers() throws Exception {
    FutureTask<?> first = startWaiting(LONG, this::runUntilEnd);
    FutureTask<?> cancelled = startWaiting(LONG, this::countRun);
    FutureTask<?> other = startWaiting(LONG, this::countRun);

    threads.get(1).interrupt();

    assertThat(failureOf(cancelled)).isInstanceOf(ObjectStoreException.class);
    end.countDown();
    first.get();
    other.get();
    assertThat(runs).hasValue(1);
  }

  @Test
  void anUnexpectedErrorIsThatOfOneThread() throws Exception {
    FutureTask<?> broken =
        startWaiting(
            LONG,
            progress -> {
              runUntilEnd(progress);
              throw new IllegalStateException("bug");
            });
    FutureTask<?> other = startWaiting(LONG, this::countRun);

    end.countDown();

    assertThat(failureOf(broken)).hasMessage("bug");
    other.get();
    assertThat(runs).hasValue(2);
  }

  @Test
  void aThreadWaitsForItsOwnTimeOnlyWithoutProgress() throws Exception {
    FutureTask<?> step = startWaiting(LONG, this::runUntilEnd);
    long start = System.nanoTime();

    FutureTask<?> request = start(SHORT, this::countRun);

    assertThat(failureOf(request))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining("has not arrived for 1 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SHORT, Duration.ofSeconds(30));
    assertThat(step.isDone()).isFalse();
    end.countDown();
    step.get();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aThreadWaitsWhileContentArrivesAndIsStored(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    var growing = new CountDownLatch(1);
    var storing = new CountDownLatch(1);
    var tooLong = Duration.ofMillis(2500);
    FutureTask<?> step =
        start(
            LONG,
            progress -> {
              progress.receive(file);
              growing.countDown();
              long start = System.nanoTime();
              // More often than the other thread looks.
              Awaitility.await()
                  .pollInterval(Duration.ofMillis(100))
                  .until(() -> {
                    Files.write(file, new byte[1], StandardOpenOption.APPEND);
                    return System.nanoTime() - start > tooLong.toNanos();
                  });
              progress.store();
              storing.countDown();
              runUntilEnd(progress);
            });
    growing.await();

    FutureTask<?> request = start(SHORT, this::countRun);
    storing.await();
    FutureTask<?> otherRequest = start(SHORT, this::countRun);
    Awaitility.await().during(tooLong).until(() -> !request.isDone() && !otherRequest.isDone());

    end.countDown();
    step.get();
    request.get();
    otherRequest.get();
    assertThat(runs).hasValue(1);
  }
}

package dev.pawl.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.objectstore.ObjectStore.StoredObject;
import dev.pawl.objectstore.S3Server.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * A real server of the S3 API, and its faults. {@code -Dpawl.outage.seconds=60} lengthens the outage.
 */
class S3ObjectStoreTests {

  private static final int OUTAGE_SECONDS = Integer.getInteger("pawl.outage.seconds", 4);

  @TempDir static Path folder;
  private static S3Server server;

  @TempDir Path temp;
  private S3ObjectStore store;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void createClient() {
    store =
        TestObjectStores.client(
            TestObjectStores.properties(S3Server.BUCKET, server.endpoint(), credentials()));
  }

  private Path credentials() {
    Path file = temp.resolve("credentials");
    try {
      return Files.writeString(
          file, "[default]\naws_access_key_id = pawl\naws_secret_access_key = secret\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void recover() {
    server.recover();
    store.close();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void writesReadsListsAndDeletes() throws IOException {
    byte[] content = random(300_000);
    Path file = Files.write(temp.resolve("file"), content);

    store.put("a/file", file);
    store.put("a/text", "text".getBytes(StandardCharsets.UTF_8));

    Path copy = temp.resolve("copy");
    assertThat(store.download("a/file", copy)).isTrue();
    assertThat(copy).hasBinaryContent(content);
    assertThat(store.get("a/text")).contains("text".getBytes(StandardCharsets.UTF_8));
    assertThat(store.get("a/missing")).isEmpty();
    assertThat(store.download("a/missing", copy)).isFalse();
    assertThat(store.list("a/")).extracting(StoredObject::key).containsExactly("a/file", "a/text");
    assertThat(store.list("a/").getFirst().bytes()).isEqualTo(300_000);

    store.delete("a/file");
    store.delete("a/file");

    assertThat(store.list("a/")).extracting(StoredObject::key).containsExactly("a/text");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void repeatsReadsUntilTheyAreRight(Fault fault) throws IOException {
    byte[] content = random(20_000);
    store.put("faults/read", content);
    int before = server.requests();

    server.fail(fault, 2);

    assertThat(store.get("faults/read")).contains(content);
    assertThat(server.requests() - before).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OUTAGE", "FAILURE", "SLOW"})
  void repeatsWrites(Fault fault) throws IOException {
    byte[] content = random(20_000);

    server.fail(fault, 2);
    store.put("faults/write", content);

    assertThat(store.get("faults/write")).contains(content);
  }

  @Test
  void waitsForTheEndOfAnOutage() throws Exception {
    byte[] content = random(1000);
    server.fail(Fault.OUTAGE, Integer.MAX_VALUE);
    try (ScheduledExecutorService end = Executors.newSingleThreadScheduledExecutor()) {
      end.schedule(() -> server.recover(), OUTAGE_SECONDS, TimeUnit.SECONDS);

      store.put("faults/outage", content);
    }

    assertThat(store.get("faults/outage")).contains(content);
  }

  @Test
  void failsWhenAnOutageLastsTooLong() {
    var patience =
        new ObjectStoreProperties(
            S3Server.BUCKET,
            server.endpoint(),
            "us-east-1",
            "pawl/",
            true,
            credentials(),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            DataSize.ofGigabytes(1));
    server.fail(Fault.FAILURE, Integer.MAX_VALUE);

    try (var impatient = TestObjectStores.client(patience)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> impatient.put("faults/fails", random(10)))
          .withMessageStartingWith(
              "the object pawl/faults/fails cannot be written in the bucket bucket: ");
    }
  }

  @Test
  void failsAtOnceIfTheBucketDoesNotExist() throws Exception {
    try (var other =
        TestObjectStores.client(
            TestObjectStores.properties("missing", server.endpoint(), credentials()))) {
      var write = CompletableFuture.runAsync(() -> expectMissing(other));
      write.get(60, TimeUnit.SECONDS);
    }
  }

  private static void expectMissing(S3ObjectStore other) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> other.put("a", random(10)))
        .withMessageContaining("the bucket missing");
    assertThatExceptionOfType(IOException.class)
        .as("which does not mean that the object does not exist")
        .isThrownBy(() -> other.get("a"))
        .withMessageContaining("the bucket missing");
  }

  @Test
  void repeatsOnlyForAShortTimeInARequest() throws Exception {
    server.fail(Fault.FAILURE, Integer.MAX_VALUE);
    RequestContextHolder.setRequestAttributes(
        new ServletRequestAttributes(new MockHttpServletRequest()));
    long start = System.nanoTime();
    try {
      assertThatExceptionOfType(ObjectStoreException.class).isThrownBy(() -> store.get("a"));
    } finally {
      RequestContextHolder.resetRequestAttributes();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
  }
}

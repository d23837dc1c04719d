package dev.pawl.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.S3Server;
import dev.pawl.objectstore.TestObjectStores;
import dev.pawl.project.TestProjects;
import dev.pawl.workspace.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Two nodes, each with a folder of its own, that share an object store. */
class ArchiveObjectsTests {

  private static final Instant NOW = Instant.now();

  @TempDir static Path shared;
  private static S3Server server;
  private static ObjectStore store;

  @TempDir Path temp;
  private final List<String> activeWorkflows = new ArrayList<>();
  private ArchiveService first;
  private ArchiveService second;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(Files.createDirectory(shared.resolve("objects")));
    store = TestObjectStores.on(server, shared);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void createNodes() throws IOException {
    for (ObjectStore.StoredObject object : store.list("archives/")) {
      store.delete(object.key());
    }
    first = node("first", NOW, DataSize.ofMegabytes(64));
    second = node("second", NOW, DataSize.ofMegabytes(64));
  }

  private ArchiveService node(String name, Instant now, DataSize maxTotal) {
    return new ArchiveService(
        TestArchives.properties(temp.resolve(name), maxTotal, maxTotal),
        TestArchives.usedBy(activeWorkflows),
        TestProjects.none(),
        new ArchiveObjects(Optional.of(store)),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Archive upload(ArchiveService node, String content) throws IOException {
    return node.upload(
        new ByteArrayInputStream(new ZipBuilder().file("a.txt", content).bytes()), -1);
  }

  private List<String> namesIn(String node) throws IOException {
    try (var paths = Files.list(temp.resolve(node))) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void anotherNodeExtractsAnArchive() throws IOException {
    Archive archive = upload(first, "hello");

    assertThat(second.isAvailable(archive.archiveId())).isTrue();
    assertThat(second.list()).containsExactly(archive);
    for (int read = 0; read < 2; read++) {
      Path tree = second.findFolder(archive.archiveId()).orElseThrow();
      assertThat(TestFiles.read(tree, "a.txt")).isEqualTo("hello");
    }
    assertThat(namesIn("second")).containsExactly(archive.archiveId());
    assertThat(second.findFolder("12345678-1234-1234-1234-123456789012")).isEmpty();
  }

  @Test
  void extractsAnArchiveForManyThreadsAtTheSameTime() throws Exception {
    Archive archive = upload(first, "hello");
    int before = server.reads(archive.archiveId() + "/upload");

    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<Optional<Path>> reader = () -> second.findFolder(archive.archiveId());
      for (var result : threads.invokeAll(Collections.nCopies(8, reader))) {
        assertThat(TestFiles.read(result.get().orElseThrow(), "a.txt")).isEqualTo("hello");
      }
    }

    assertThat(namesIn("second")).containsExactly(archive.archiveId());
    assertThat(server.reads(archive.archiveId() + "/upload") - before).isEqualTo(1);
  }

  @Test
  void deletesAnArchiveOnAllNodes() throws IOException {
    Archive archive = upload(first, "hello");
    second.findFolder(archive.archiveId());

    second.delete(archive.archiveId());

    assertThat(first.isAvailable(archive.archiveId())).isFalse();
    assertThat(first.list()).isEmpty();
    activeWorkflows.add("quality_1");
    first.deleteExpired();
    assertThat(namesIn("first")).as("while a workflow uses it").hasSize(1);
    activeWorkflows.clear();
    first.deleteExpired();
    assertThat(namesIn("first")).isEmpty();
    assertThat(store.list("archives/")).isNotEmpty();
    node("third", NOW.plus(Duration.ofHours(4)), DataSize.ofMegabytes(64)).deleteExpired();
    assertThat(store.list("archives/")).isEmpty();
  }

  @Test
  void keepsTheContentOfADeletedArchiveForTheWorkflowsOfABackUp() throws IOException {
    Archive archive = upload(first, "hello");

    first.delete(archive.archiveId());
    // As another node does whose list of archives is older.
    new ArchiveObjects(Optional.of(store)).delete(archive.archiveId());
    node("second", NOW.plus(Duration.ofHours(2)), DataSize.ofMegabytes(64)).deleteExpired();

    ArchiveService restored = node("restored", NOW, DataSize.ofMegabytes(64));
    assertThat(restored.isAvailable(archive.archiveId())).as("for new workflows").isFalse();
    assertThat(TestFiles.read(restored.findFolder(archive.archiveId()).orElseThrow(), "a.txt"))
        .isEqualTo("hello");
    node("second", NOW.plus(Duration.ofHours(4)), DataSize.ofMegabytes(64)).deleteExpired();
    assertThat(store.list("archives/")).isEmpty();
    assertThat(second.findFolder(archive.archiveId())).isEmpty();
  }

  @Test
  void deletesExpiredAndIncompleteArchives() throws IOException {
    Archive archive = upload(first, "hello");
    store.put("archives/12345678-1234-1234-1234-123456789012/upload", new byte[] {1});

    node("second", NOW.plus(Duration.ofHours(23)), DataSize.ofMegabytes(64)).deleteExpired();
    assertThat(first.isAvailable(archive.archiveId())).isTrue();
    node("second", NOW.plus(Duration.ofHours(25)), DataSize.ofMegabytes(64)).deleteExpired();

    assertThat(first.isAvailable(archive.archiveId())).isFalse();
    node("second", NOW.plus(Duration.ofHours(29)), DataSize.ofMegabytes(64)).deleteExpired();
    assertThat(store.list("archives/")).isEmpty();
  }

  @Test
  void keepsNothingOfAnArchiveBeyondTheLimit() throws IOException {
    ArchiveService limited = node("second", NOW, DataSize.ofBytes(1));
    byte[] zip = new ZipBuilder().file("a.txt", "hello").bytes();
    var uploaded = new ArrayList<Archive>();
    // Another node stores an archive while this one is received.
    var body =
        new ByteArrayInputStream(zip) {
          @Override
          public int read(byte[] buffer, int offset, int length) {
            if (uploaded.isEmpty()) {
              try {
                uploaded.add(ArchiveObjectsTests.upload(first, "other"));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
            return super.read(buffer, offset, length);
          }
        };

    assertThatExceptionOfType(ArchiveRejectedException.class)
        .isThrownBy(() -> limited.upload(body, -1));

    String id = uploaded.getFirst().archiveId();
    assertThat(store.list("archives/"))
        .extracting(ObjectStore.StoredObject::key)
        .containsExactly("archives/" + id + "/about.json", "archives/" + id + "/upload");
    assertThat(namesIn("second")).isEmpty();
  }
}

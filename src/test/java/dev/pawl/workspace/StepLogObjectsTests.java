package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.objectstore.ObjectStore;
import dev.pawl.objectstore.S3Server;
import dev.pawl.objectstore.TestObjectStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLogObjectsTests {

  @TempDir Path folder;

  private static Optional<String> text(StepLogObjects logs, Path file) throws IOException {
    return logs.find(file).map(content -> new String(content, StandardCharsets.UTF_8));
  }

  @Test
  void copiesALogWhileItGrows() throws Exception {
    try (S3Server server = S3Server.start(Files.createDirectory(folder.resolve("objects")))) {
      ObjectStore store = TestObjectStores.on(server, folder);
      var logs = new StepLogObjects(Optional.of(store));
      Path file = folder.resolve("workflows/a/logs/it.1.log");
      TestFiles.write(folder, "workflows/a/logs/it.1.log", "one\n");
      TestFiles.write(folder, "workflows/a/logs/it.10.log", "other\n");
      logs.add(file);

      logs.copyAll();
      assertThat(text(logs, file)).hasValue("one\n");
      logs.copyAll();
      Files.writeString(file, "two\n", StandardOpenOption.APPEND);
      logs.complete(file);
      logs.copyGrowingLogs();
      assertThat(text(logs, file)).hasValue("one\ntwo\n");
      Files.writeString(file, "three\n", StandardOpenOption.APPEND);
      logs.copyAll();
      assertThat(text(logs, file)).as("after it was complete").hasValue("one\ntwo\n");
      assertThat(store.list("logs/a/it.1.log/")).hasSize(2);
      assertThat(text(logs, file.resolveSibling("it.10.log"))).isEmpty();

      logs.deleteAll("a");
      assertThat(text(logs, file)).isEmpty();
    }
  }

  @Test
  void copiesNothingWithoutAnObjectStore() throws IOException {
    var logs = new StepLogObjects(Optional.empty());
    Path file = folder.resolve("a/logs/it.1.log");
    logs.add(file);

    logs.copyAll();

    assertThat(text(logs, file)).isEmpty();
  }
}

package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares edited trees with those that are written from scratch. */
class TreeEditorTests {

  private static final List<String> NAMES = List.of("a", "a-", "a.b", "a0", "b", "ä", "A");

  @TempDir Path temp;
  private SnapshotStore store;

  @BeforeEach
  void openStore() throws IOException {
    store = SnapshotStore.open(temp.resolve("store.git"));
  }

  private ObjectId blob(int number) throws IOException {
    try (var inserter = store.repository().newObjectInserter()) {
      ObjectId id =
          inserter.insert(
              Constants.OBJ_BLOB, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
      inserter.flush();
      return id;
    }
  }

  private static TreeChange change(String path, FileMode mode, ObjectId content) {
    return new TreeChange(path, FileMode.MISSING, ObjectId.zeroId(), mode, content);
  }

  /** Returns a path of up to three parts; a file has another number of parts than the folders. */
  private static String randomPath(Random random) {
    var parts = new ArrayList<String>();
    int folders = random.nextInt(3);
    for (int i = 0; i < folders; i++) {
      parts.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    parts.add(NAMES.get(random.nextInt(NAMES.size())) + ".txt");
    return String.join("/", parts);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void writesTheTreeThatGitWouldWrite(long seed) throws IOException {
    var random = new Random(seed);
    Map<String, ObjectId> files = new TreeMap<>();
    ObjectId tree = store.emptyTree();
    for (int round = 0; round < 40; round++) {
      var changes = new TreeMap<String, TreeChange>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        String path = randomPath(random);
        if (random.nextInt(3) == 0) {
          files.remove(path);
          changes.put(path, change(path, FileMode.MISSING, ObjectId.zeroId()));
        } else {
          ObjectId content = blob(random.nextInt(100));
          files.put(path, content);
          changes.put(path, change(path, FileMode.REGULAR_FILE, content));
        }
      }

      tree = store.applyChanges(tree, List.copyOf(changes.values()));

      assertThat(tree).as("round %d", round).isEqualTo(store.writeFiles(files));
    }
  }

  @Test
  void replacesAFileByAFolderAndBack() throws IOException {
    ObjectId content = blob(1);
    ObjectId file = store.writeFiles(Map.of("a", content, "b", content));
    ObjectId folder = store.writeFiles(Map.of("a/c", content, "b", content));
    List<TreeChange> toFolder = store.diff(file, folder);
    List<TreeChange> toFile = store.diff(folder, file);

    assertThat(store.applyChanges(file, toFolder)).isEqualTo(folder);
    assertThat(store.applyChanges(folder, toFile)).isEqualTo(file);
  }
}

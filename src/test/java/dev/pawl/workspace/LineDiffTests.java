package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineDiffTests {

  /** Blocks of two lines and an empty one, so that nothing but the empty lines is common to two layouts. */
  private static String laidOut(int blocks, String by) {
    return IntStream.range(0, blocks)
        .mapToObj(i -> "%sfirst %d\n%ssecond %d\n\n".formatted(by, i, by, i))
        .collect(Collectors.joining());
  }

  private static EditList edits(String before, String after) {
    return LineDiff.algorithm().diff(RawTextComparator.DEFAULT, text(before), text(after));
  }

  private static RawText text(String text) {
    return new RawText(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void areAsShortAsCanBeForFewLines() {
    String before = laidOut(100, "\t");
    String after = laidOut(100, "  ");

    assertThat(edits(before, after))
        .hasSize(100)
        .allSatisfy(edit -> assertThat(edit.getLengthA()).isEqualTo(2));
  }

  @Test
  void replaceManyLinesAsAWholeWhenNoneThatIsCommonIsRare() {
    String before = laidOut(20_000, "\t");
    String after = laidOut(20_000, "  ");

    assertThat(edits(before, after)).containsExactly(new Edit(0, 59_999, 0, 59_999));
  }

  @Test
  void findTheChangesAmongManyLinesThatAreRare() {
    String before = laidOut(20_000, "");
    String after =
        before.replace("first 7\n", "").replace("second 19000\n", "another\nand one more\n");

    assertThat(edits(before, after))
        .containsExactly(new Edit(21, 22, 21, 21), new Edit(57_001, 57_002, 57_000, 57_002));
  }

  @Test
  void leadToTheResultWhenAllIsReplaced(@TempDir Path temp) throws IOException {
    Path root = Files.createDirectory(temp.resolve("root"));
    try (var store = SnapshotStore.open(temp.resolve("snapshots.git"))) {
      ObjectId before = snapshot(store, root, laidOut(5_000, "\t") + "the end");
      ObjectId after = snapshot(store, root, laidOut(5_000, "  ") + "the end");
      var patch = new ByteArrayOutputStream();
      store.patch(before, after, patch);

      assertThat(patch.toString(StandardCharsets.UTF_8)).contains("@@ -1,15001 +1,15001 @@");
      assertThat(new ExactPatch(store).leads(before, after, patch.toByteArray())).isTrue();
    }
  }

  private static ObjectId snapshot(SnapshotStore store, Path root, String text) throws IOException {
    Folders.write(root, "a.txt", text);
    return store.write(FileWalk.ofWorkspace(root), new FileIndex(), ObjectId.zeroId());
  }
}

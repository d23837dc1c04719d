package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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

  /** Returns blocks of two lines and an empty one; two layouts have only the empty lines in common. */
  private static String laidOut(int blocks, String by) {
    return IntStream.range(0, blocks)
        .mapToObj(i -> "%sfirst %d\n%ssecond %d\n\n".formatted(by, i, by, i))
        .collect(Collectors.joining());
  }

  private static String takingTurns(int pairs, String changing) {
    return IntStream.range(0, pairs)
        .mapToObj(i -> "stays %d\n%s %d\n".formatted(i, changing, i))
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
  void findEachChangeWhereLinesThatStayAndLinesThatChangeTakeTurns() {
    EditList edits = edits(takingTurns(50_000, "old"), takingTurns(50_000, "new"));

    assertThat(edits).hasSize(50_000).startsWith(new Edit(1, 2, 1, 2), new Edit(3, 4, 3, 4));
  }

  @Test
  void partAgainAtLinesThatAreThereOnceInAPart() {
    String twice = takingTurns(2_000, "old");
    String before = twice + "the middle\n" + twice;
    String after = before.replace("old 7\n", "").replace("old 1999\n", "");

    assertThat(edits(before, after))
        .containsExactly(
            new Edit(15, 16, 15, 15),
            new Edit(3_999, 4_000, 3_998, 3_998),
            new Edit(4_016, 4_017, 4_014, 4_014),
            new Edit(8_000, 8_001, 7_997, 7_997));
  }

  @Test
  void keepOneOfTwoPartsThatChangedPlaces() {
    String first = takingTurns(2_000, "one");
    String second = takingTurns(3_000, "two").replace("stays", "waits");

    assertThat(edits(first + second, second + first))
        .containsExactly(new Edit(0, 4_000, 0, 0), new Edit(10_000, 10_000, 6_000, 10_000));
  }

  @Test
  void leadToTheSameTextHoweverItIsParted() {
    var random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<String> before = lines(random, 1_500 + random.nextInt(1_500));
      List<String> after = new ArrayList<>(before);
      for (int change = random.nextInt(400); change > 0; change--) {
        int at = random.nextInt(after.size() - 20);
        switch (random.nextInt(3)) {
          case 0 -> after.subList(at, at + random.nextInt(20)).clear();
          case 1 -> after.addAll(at, lines(random, random.nextInt(20)));
          default -> Collections.rotate(after.subList(at, at + 20), random.nextInt(20));
        }
      }

      List<String> made = new ArrayList<>(before);
      for (Edit edit : edits(joined(before), joined(after)).reversed()) {
        List<String> replaced = made.subList(edit.getBeginA(), edit.getEndA());
        replaced.clear();
        replaced.addAll(after.subList(edit.getBeginB(), edit.getEndB()));
      }
      assertThat(made).as("round %d", round).isEqualTo(after);
    }
  }

  /** Returns lines of which some occur once, some a few times, and some very often. */
  private static List<String> lines(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ ->
            switch (random.nextInt(3)) {
              case 0 -> "rare " + random.nextInt();
              case 1 -> "twice " + random.nextInt(1_000);
              default -> "often " + random.nextInt(3);
            })
        .toList();
  }

  private static String joined(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
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

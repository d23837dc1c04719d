package dev.pawl.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Test;

class LineDiffTests {

  /** Returns blocks of two lines and an empty one; two layouts have only the empty lines in common. */
  private static String indentedBlocks(int blocks, String indentation) {
    return IntStream.range(0, blocks)
        .mapToObj(i -> "%sfirst %d\n%ssecond %d\n\n".formatted(indentation, i, indentation, i))
        .collect(Collectors.joining());
  }

  private static String alternatingLines(int pairs, String changing) {
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
  void producesMinimalEditsForFewLines() {
    String before = indentedBlocks(100, "\t");
    String after = indentedBlocks(100, "  ");

    assertThat(edits(before, after))
        .hasSize(100)
        .allSatisfy(edit -> assertThat(edit.getLengthA()).isEqualTo(2));
  }

  @Test
  void replacesManyLinesWithoutCommonRareLines() {
    String before = indentedBlocks(20_000, "\t");
    String after = indentedBlocks(20_000, "  ");

    assertThat(edits(before, after)).containsExactly(new Edit(0, 59_999, 0, 59_999));
  }

  @Test
  void findsChangesAmongManyRareLines() {
    String before = indentedBlocks(20_000, "");
    String after =
        before.replace("first 7\n", "").replace("second 19000\n", "another\nand one more\n");

    assertThat(edits(before, after))
        .containsExactly(new Edit(21, 22, 21, 21), new Edit(57_001, 57_002, 57_000, 57_002));
  }

  @Test
  void findsAlternatingChanges() {
    EditList edits = edits(alternatingLines(50_000, "old"), alternatingLines(50_000, "new"));

    assertThat(edits).hasSize(50_000).startsWith(new Edit(1, 2, 1, 2), new Edit(3, 4, 3, 4));
  }

  @Test
  void splitsAgainAtLinesUniqueInPart() {
    String twice = alternatingLines(2_000, "old");
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
  void keepsOneOfTwoSwappedParts() {
    String first = alternatingLines(2_000, "one");
    String second = alternatingLines(3_000, "two").replace("stays", "waits");

    assertThat(edits(first + second, second + first))
        .containsExactly(new Edit(0, 4_000, 0, 0), new Edit(10_000, 10_000, 6_000, 10_000));
  }

  @Test
  void reproducesAnyText() {
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

      List<String> result = new ArrayList<>(before);
      for (Edit edit : edits(joined(before), joined(after)).reversed()) {
        List<String> replaced = result.subList(edit.getBeginA(), edit.getEndA());
        replaced.clear();
        replaced.addAll(after.subList(edit.getBeginB(), edit.getEndB()));
      }
      assertThat(result).as("round %d", round).isEqualTo(after);
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
}

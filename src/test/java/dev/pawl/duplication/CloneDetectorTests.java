package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloneDetectorTests {

  private static final int MINIMUM = 20;

  private final TokenTable tokens = new TokenTable(Language.JAVA);

  /** Returns lines of five tokens each, which differ between seeds. */
  private static String lines(int seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(line -> "v%d_%d = f(%d_%d;\n".formatted(seed, line, seed, line))
        .collect(Collectors.joining());
  }

  private List<CodeClone> findExact() {
    return CloneDetector.findExact(tokens, MINIMUM);
  }

  private static CodeClone exact(int tokens, List<FileRange> places) {
    return new CodeClone(tokens, 100, places);
  }

  private static FileRange place(String file, int line, int endLine) {
    return new FileRange(file, line, endLine);
  }

  @Test
  void findsDuplicateInTwoFilesAtFullLength() {
    tokens.add("A.java", lines(1, 3) + lines(7, 6) + lines(2, 3));
    tokens.add("B.java", lines(3, 1) + lines(7, 6) + lines(4, 1));

    assertThat(findExact())
        .containsExactly(exact(30, List.of(place("A.java", 4, 9), place("B.java", 2, 7))));
  }

  @Test
  void findsEqualFiles() {
    tokens.add("A.java", lines(7, 50));
    tokens.add("B.java", lines(7, 50));

    assertThat(findExact())
        .containsExactly(exact(250, List.of(place("A.java", 1, 50), place("B.java", 1, 50))));
  }

  @Test
  void reportsThreePlacesAsOneDuplicate() {
    tokens.add("A.java", lines(1, 1) + lines(7, 5));
    tokens.add("B.java", lines(2, 2) + lines(7, 5));
    tokens.add("C.java", lines(3, 3) + lines(7, 5));

    assertThat(findExact())
        .containsExactly(
            exact(
                25, List.of(place("A.java", 2, 6), place("B.java", 3, 7), place("C.java", 4, 8))));
  }

  @Test
  void findsLongerDuplicateInTwoOfThreePlaces() {
    tokens.add("A.java", lines(7, 12));
    tokens.add("B.java", lines(7, 5) + lines(1, 3));
    tokens.add("C.java", lines(7, 12));

    assertThat(findExact())
        .containsExactlyInAnyOrder(
            exact(60, List.of(place("A.java", 1, 12), place("C.java", 1, 12))),
            exact(
                25, List.of(place("A.java", 1, 5), place("B.java", 1, 5), place("C.java", 1, 5))));
  }

  @Test
  void findsDuplicateWithinOneFile() {
    tokens.add("A.java", lines(7, 5) + lines(1, 2) + lines(7, 5));

    assertThat(findExact())
        .containsExactly(exact(25, List.of(place("A.java", 1, 5), place("A.java", 8, 12))));
  }

  @Test
  void findsNothingBelowTheMinimum() {
    tokens.add("A.java", lines(1, 3) + "x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + a;" + lines(2, 3));
    tokens.add("B.java", lines(3, 3) + "x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + b;" + lines(4, 3));

    assertThat(findExact()).isEmpty();
    assertThat(CloneDetector.findExact(tokens, 18)).hasSize(1);
    assertThat(CloneDetector.findExact(tokens, 19)).isEmpty();
  }

  @Test
  void doesNotCrossFileBoundaries() {
    tokens.add("A.java", lines(7, 2));
    tokens.add("B.java", lines(8, 2));
    tokens.add("C.java", lines(7, 2) + lines(8, 2));

    assertThat(findExact()).isEmpty();
  }

  @Test
  void ignoresFormattingCommentsImportsAndLineEndings() {
    tokens.add("A.java", "package a;\nimport a.A;\n" + lines(7, 6));
    tokens.add(
        "B.java",
        "package b;\nimport b.B;\n"
            + lines(7, 6).replace("\n", " // why\r\n\r\n").replace(" = ", "\t/* is */="));

    assertThat(findExact())
        .containsExactly(exact(30, List.of(place("A.java", 3, 8), place("B.java", 3, 13))));
  }

  @Test
  void doesNotMatchDifferentNames() {
    tokens.add("A.java", lines(7, 6));
    tokens.add("B.java", lines(7, 6).replace("v7_3", "other"));

    assertThat(findExact()).isEmpty();
  }

  @Test
  void reportsRepetitionsAsNonOverlappingPlaces() {
    tokens.add("A.java", "1, ".repeat(95));

    List<CodeClone> duplicates = findExact();

    assertThat(duplicates).isNotEmpty();
    assertThat(duplicates.getFirst().tokens()).isEqualTo(MINIMUM);
    assertThat(duplicates.getFirst().places()).hasSize(190 / MINIMUM);
  }

  @Test
  void limitsNumberOfPlaces() {
    IntStream.range(0, 300).forEach(file -> tokens.add("F%03d.java".formatted(file), lines(7, 5)));

    assertThat(findExact()).singleElement().extracting(d -> d.places().size()).isEqualTo(200);
  }

  @Test
  void finishesWithNothingToCompare() {
    assertThat(findExact()).isEmpty();

    tokens.add("Empty.java", "");
    tokens.add("Small.java", "class Small {}");
    tokens.add("Last.java", "// only this");

    assertThat(findExact()).isEmpty();
  }

  @Test
  void handlesEmptyFiles() {
    tokens.add("Empty1.java", "");
    tokens.add("A.java", lines(7, 5));
    tokens.add("Empty2.java", "");
    tokens.add("Empty3.java", "");
    tokens.add("B.java", lines(7, 5));
    tokens.add("Empty4.java", "");

    assertThat(findExact().getFirst().places())
        .extracting(FileRange::file)
        .containsExactly("A.java", "B.java");
  }

  @Test
  void agreesWithBruteForceComparison() {
    int minimum = 10;
    int[] row = new Random(42).ints(3000, 0, 2).toArray();
    tokens.add("A.java", Arrays.stream(row).mapToObj(i -> i + "\n").collect(Collectors.joining()));
    var expected = new BitSet();
    for (int left = 0; left + minimum <= row.length; left++) {
      for (int right = left + minimum; right + minimum <= row.length; right++) {
        if (Arrays.equals(row, left, left + minimum, row, right, right + minimum)) {
          expected.set(left + 1, left + minimum + 1);
          expected.set(right + 1, right + minimum + 1);
        }
      }
    }

    List<CodeClone> duplicates = CloneDetector.findExact(tokens, minimum);

    for (CodeClone duplicate : duplicates) {
      FileRange first = duplicate.places().get(0);
      FileRange second = duplicate.places().get(1);
      assertThat(Arrays.copyOfRange(row, first.line() - 1, first.endLine()))
          .hasSize(duplicate.tokens())
          .hasSizeGreaterThanOrEqualTo(minimum)
          .isEqualTo(Arrays.copyOfRange(row, second.line() - 1, second.endLine()));
      assertThat(second.line()).as("no overlap").isGreaterThan(first.endLine());
    }
    BitSet lines = ClonedLines.byFile(duplicates).get("A.java");
    assertThat(lines.stream()).allMatch(expected::get);
    assertThat(lines.cardinality()).isGreaterThan(expected.cardinality() * 95 / 100);
  }

  @Test
  void findsNearDuplicates() {
    tokens.add(
        "a",
        "int sum(int[] list) { int all = 0; for (int one : list) { all += one * 2; } return all;"
            + " }");
    tokens.add(
        "b",
        "int add(int[] some) { int all = 1; for (int one : some) { all += one * 2; } return all;"
            + " }");
    tokens.add(
        "c",
        "int sum(int[] list) { int all = 0; while (one > list) { all += one * 2; } return all; }");

    assertThat(findExact()).isEmpty();
    assertThat(CloneDetector.findNear(tokens, MINIMUM, 80))
        .containsExactly(new CodeClone(30, 86, List.of(place("a", 1, 1), place("b", 1, 1))));
    assertThat(CloneDetector.findNear(tokens, MINIMUM, 87)).isEmpty();
  }
}

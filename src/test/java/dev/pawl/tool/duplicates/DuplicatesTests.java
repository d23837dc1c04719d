package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Language;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DuplicatesTests {

  private static final int MINIMUM = 20;

  private final Tokens tokens = new Tokens(Language.JAVA);

  /** Returns lines of five tokens each, which differ between seeds. */
  private static String lines(int seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(line -> "v%d_%d = f(%d_%d;\n".formatted(seed, line, seed, line))
        .collect(Collectors.joining());
  }

  private List<Duplicate> found() {
    return Duplicates.in(tokens, MINIMUM);
  }

  private static Duplicate exact(int tokens, List<Place> places) {
    return new Duplicate(tokens, 100, places);
  }

  private static Place place(String file, int line, int endLine) {
    return new Place(file, line, endLine);
  }

  @Test
  void findsTheSameInTwoFilesAtItsFullLength() {
    tokens.add("A.java", lines(1, 3) + lines(7, 6) + lines(2, 3));
    tokens.add("B.java", lines(3, 1) + lines(7, 6) + lines(4, 1));

    assertThat(found())
        .containsExactly(exact(30, List.of(place("A.java", 4, 9), place("B.java", 2, 7))));
  }

  @Test
  void findsWholeFilesThatAreTheSame() {
    tokens.add("A.java", lines(7, 50));
    tokens.add("B.java", lines(7, 50));

    assertThat(found())
        .containsExactly(exact(250, List.of(place("A.java", 1, 50), place("B.java", 1, 50))));
  }

  @Test
  void findsTheSameInThreePlacesOnce() {
    tokens.add("A.java", lines(1, 1) + lines(7, 5));
    tokens.add("B.java", lines(2, 2) + lines(7, 5));
    tokens.add("C.java", lines(3, 3) + lines(7, 5));

    assertThat(found())
        .containsExactly(
            exact(
                25, List.of(place("A.java", 2, 6), place("B.java", 3, 7), place("C.java", 4, 8))));
  }

  @Test
  void findsWhatIsLongerInTwoOfThreePlacesAtItsFullLength() {
    tokens.add("A.java", lines(7, 12));
    tokens.add("B.java", lines(7, 5) + lines(1, 3));
    tokens.add("C.java", lines(7, 12));

    assertThat(found())
        .containsExactlyInAnyOrder(
            exact(60, List.of(place("A.java", 1, 12), place("C.java", 1, 12))),
            exact(
                25, List.of(place("A.java", 1, 5), place("B.java", 1, 5), place("C.java", 1, 5))));
  }

  @Test
  void findsTheSameTwiceInOneFile() {
    tokens.add("A.java", lines(7, 5) + lines(1, 2) + lines(7, 5));

    assertThat(found())
        .containsExactly(exact(25, List.of(place("A.java", 1, 5), place("A.java", 8, 12))));
  }

  @Test
  void findsNothingBelowTheMinimum() {
    tokens.add("A.java", lines(1, 3) + "x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + a;" + lines(2, 3));
    tokens.add("B.java", lines(3, 3) + "x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + b;" + lines(4, 3));

    assertThat(found()).isEmpty();
    assertThat(Duplicates.in(tokens, 18)).hasSize(1);
    assertThat(Duplicates.in(tokens, 19)).isEmpty();
  }

  @Test
  void findsNothingAcrossTheEndOfAFile() {
    tokens.add("A.java", lines(7, 2));
    tokens.add("B.java", lines(8, 2));
    tokens.add("C.java", lines(7, 2) + lines(8, 2));

    assertThat(found()).isEmpty();
  }

  @Test
  void doesNotCareAboutLayoutCommentsImportsAndLineEnds() {
    tokens.add("A.java", "package a;\nimport a.A;\n" + lines(7, 6));
    tokens.add(
        "B.java",
        "package b;\nimport b.B;\n"
            + lines(7, 6).replace("\n", " // why\r\n\r\n").replace(" = ", "\t/* is */="));

    assertThat(found())
        .containsExactly(exact(30, List.of(place("A.java", 3, 8), place("B.java", 3, 13))));
  }

  @Test
  void doesNotFindWhatHasAnotherName() {
    tokens.add("A.java", lines(7, 6));
    tokens.add("B.java", lines(7, 6).replace("v7_3", "other"));

    assertThat(found()).isEmpty();
  }

  @Test
  void takesWhatRepeatsItselfAsPlacesThatDoNotOverlap() {
    tokens.add("A.java", "1, ".repeat(95));

    List<Duplicate> found = found();

    assertThat(found).isNotEmpty();
    assertThat(found.getFirst().tokens()).isEqualTo(MINIMUM);
    assertThat(found.getFirst().places()).hasSize(190 / MINIMUM);
  }

  @Test
  void looksAtAFewPlacesOnlyWhereTheSameIsEverywhere() {
    IntStream.range(0, 300).forEach(file -> tokens.add("F%03d.java".formatted(file), lines(7, 5)));

    assertThat(found()).singleElement().extracting(d -> d.places().size()).isEqualTo(200);
  }

  @Test
  void finishesWithNothingToCompare() {
    assertThat(found()).isEmpty();

    tokens.add("Empty.java", "");
    tokens.add("Small.java", "class Small {}");
    tokens.add("Last.java", "// only this");

    assertThat(found()).isEmpty();
  }

  @Test
  void namesTheRightFileBesideEmptyOnes() {
    tokens.add("Empty1.java", "");
    tokens.add("A.java", lines(7, 5));
    tokens.add("Empty2.java", "");
    tokens.add("Empty3.java", "");
    tokens.add("B.java", lines(7, 5));
    tokens.add("Empty4.java", "");

    assertThat(found().getFirst().places())
        .extracting(Place::file)
        .containsExactly("A.java", "B.java");
  }

  @Test
  void agreesWithAPlainComparisonOfAllPlaces() {
    int minimum = 10;
    int[] row = new Random(42).ints(3000, 0, 2).toArray();
    tokens.add("A.java", Arrays.stream(row).mapToObj(i -> i + "\n").collect(Collectors.joining()));
    var expected = new BitSet();
    for (int one = 0; one + minimum <= row.length; one++) {
      for (int other = one + minimum; other + minimum <= row.length; other++) {
        if (Arrays.equals(row, one, one + minimum, row, other, other + minimum)) {
          expected.set(one + 1, one + minimum + 1);
          expected.set(other + 1, other + minimum + 1);
        }
      }
    }

    List<Duplicate> found = Duplicates.in(tokens, minimum);

    for (Duplicate duplicate : found) {
      Place first = duplicate.places().get(0);
      Place second = duplicate.places().get(1);
      assertThat(Arrays.copyOfRange(row, first.line() - 1, first.endLine()))
          .hasSize(duplicate.tokens())
          .hasSizeGreaterThanOrEqualTo(minimum)
          .isEqualTo(Arrays.copyOfRange(row, second.line() - 1, second.endLine()));
      assertThat(second.line()).as("no overlap").isGreaterThan(first.endLine());
    }
    BitSet lines = DuplicatedLines.of(found).get("A.java");
    assertThat(lines.stream()).allMatch(expected::get);
    assertThat(lines.cardinality()).isGreaterThan(expected.cardinality() * 95 / 100);
  }

  @Test
  void findsWhatHasOtherNamesAndNumbers() {
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

    assertThat(found()).isEmpty();
    assertThat(Duplicates.near(tokens, MINIMUM, 80))
        .containsExactly(new Duplicate(30, 86, List.of(place("a", 1, 1), place("b", 1, 1))));
    assertThat(Duplicates.near(tokens, MINIMUM, 87)).isEmpty();
  }
}

package dev.pawl.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFiles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that one of two equal private methods may be removed, and no code that exists only once. */
class MergedMethodVerificationTests {

  private static final String BEFORE =
      """
      import java.util.List;
      import java.util.Set;

      /** Adds. */
      class A {
        private final List<Integer> all = List.of();

        int both() {
          return one(1) + two(2) + other(3) + apply(this::two);
        }

        // what one says
        private int one(int x) {
          int sum = 0;
          return sum + x * x;
        }

        /** Like one. */
        private int two(int x) {
          int sum = 0;
          return sum + x * x;
        }

        private int other(int x) {
          int sum = 1;
          return sum + x * x;
        }

        class Inner {
          private int three(int x) {
            int sum = 0;
            return sum + x * x;
          }
        }
      }
      """;

  private static final String TWO =
      """
        /** Like one. */
        private int two(int x) {
          int sum = 0;
          return sum + x * x;
        }

      """;

  private static final String AFTER = BEFORE.replace(TWO, "").replace("two", "one");

  private static final Set<Purpose> EQUAL_CODE =
      EnumSet.of(Purpose.EQUAL_CODE, Purpose.LINE_ENDINGS, Purpose.LAYOUT);

  private static Set<Purpose> equalCodeAnd(Purpose... others) {
    var all = EnumSet.copyOf(EQUAL_CODE);
    all.addAll(Set.of(others));
    return all;
  }

  private static Optional<String> verify(String before, String after, Set<Purpose> purposes) {
    return TestRewriteVerifiers.withSyntaxCheckers()
        .verifyContent(SourceFiles.of("A.java", before), SourceFiles.of("A.java", after), purposes)
        .map(SafetyViolation::check);
  }

  @Test
  void acceptsRemovalOfEqualMethod() {
    assertThat(verify(BEFORE, AFTER, EQUAL_CODE)).isEmpty();
    assertThat(verify(BEFORE, AFTER.replace("\n        ", " "), EQUAL_CODE)).isEmpty();
  }

  @Test
  void rejectsRemovalForOtherPurposes() {
    assertThat(verify(BEFORE, AFTER, EnumSet.of(Purpose.LAYOUT))).contains("I-12");
    assertThat(verify(BEFORE, AFTER, EnumSet.of(Purpose.IMPORTS))).contains("I-15");
    assertThat(verify(BEFORE, AFTER, EnumSet.of(Purpose.DEAD_CODE))).contains("I-16");
  }

  @Test
  void rejectsRemovalInOtherLanguages() {
    assertThat(
            TestRewriteVerifiers.withSyntaxCheckers()
                .verifyContent(
                    SourceFiles.of("A.cs", BEFORE), SourceFiles.of("A.cs", AFTER), EQUAL_CODE)
                .map(SafetyViolation::check))
        .contains("I-12");
  }

  @ParameterizedTest(name = "{0} > {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // the remaining method
        "int sum = 0; | int sum = 2;",
        "return sum + x * x; | return x * x;",
        "return sum + x * x; | return sum + x * x + 0;",
        "private int one | int one",
        "private int one | private static int one",
        "private int one | @Deprecated private int one",
        "one(int x) | one(int y)",
        // the callers
        "one(1) + one(2) | one(1) + other(2)",
        "one(1) + one(2) | one(2) + one(1)",
        "one(1) + one(2) | one(2)",
        "one(1) + one(2) | one(1) + one(2) + one(2)",
        "one(1) + one(2) | one(1) + two(2)",
        "this::one | this::other",
        "this::one | this::two",
        "other(3) | one(3)",
        // other code
        "all = List.of() | all = List.of(1)",
        "int both() | private int both()",
        "class Inner | static class Inner",
        "// what one says | // what one said",
        "import java.util.Set; | import java.util.Map;"
      })
  void rejectsOtherChanges(String from, String to) {
    assertThat(AFTER.replaceAll("\\s+", " ")).contains(from);

    assertThat(verify(BEFORE, AFTER.replaceAll("\\s+", " ").replace(from, to), EQUAL_CODE))
        .isNotEmpty();
  }

  @ParameterizedTest(name = "{0} > {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "int sum = 0; | int sum = 3;",
        "int sum = 0; | ",
        "return sum + x * x; | return sum + x;",
        "return sum + x * x; | return sum + x * x + other(x);",
        "private int two | int two",
        "private int two | private static int two",
        "private int two | static private int two",
        "private int two | @Override private int two",
        "private int two | private long two",
        "two(int x) | two(int... x)",
        "two(int x) | two(int x) throws Exception"
      })
  void rejectsRemovalOfDifferentMethod(String from, String to) {
    assertThat(TWO).contains(from);
    String before = BEFORE.replace(TWO, TWO.replace(from, to == null ? "" : to));
    String after = AFTER;

    assertThat(verify(before, after, EQUAL_CODE)).contains("I-16");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "int two(long x) { return 1; }",
        "int one(long x) { return 1; }",
        "private int two(long x) { return 1; }",
        "abstract int two(long x);",
        "int two = 1;",
        "int c(A a) { return a.two(1); }",
        "class B { int two(int x) throws E { return 1; } }"
      })
  void rejectsRemovalWhenNameIsAmbiguous(String more) {
    String before = BEFORE.replace("  class Inner", more + "\n  class Inner");
    String after = AFTER.replace("  class Inner", more.replace("two", "one") + "\n  class Inner");

    assertThat(verify(before, after, EQUAL_CODE)).contains("I-16");
    assertThat(verify(before, after, equalCodeAnd(Purpose.DEAD_CODE))).contains("I-16");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "private int one | @Override private int one",
        "private int one | static private int one",
        "one(int x) { | one(@Checked int x) {"
      })
  void rejectsRemovalWithDifferentAnnotations(String from, String to) {
    String more = to.replace("one", "two");
    String before = BEFORE.replace(from, to);
    String equal = to.startsWith("one") ? before.replace("two(int x) {", more) : before;
    String after = AFTER.replace(from, to);

    assertThat(verify(equal, after, EQUAL_CODE)).contains("I-16");
    assertThat(verify(equal, after, equalCodeAnd(Purpose.DEAD_CODE))).contains("I-16");
  }

  @Test
  void rejectsRemovalOfUniqueMethod() {
    String other =
        "  private int other(int x) {\n    int sum = 1;\n    return sum + x * x;\n  }\n\n";
    assertThat(AFTER).contains(other);

    assertThat(verify(BEFORE, AFTER.replace(other, "").replace("other", "one"), EQUAL_CODE))
        .contains("I-16");
    assertThat(verify(BEFORE, AFTER.replace(other, ""), EQUAL_CODE)).contains("I-16");
    assertThat(
            verify(
                BEFORE,
                AFTER.replace(other, "").replace("other", "one"),
                equalCodeAnd(Purpose.DEAD_CODE, Purpose.DUPLICATES)))
        .contains("I-16");
  }

  @Test
  void rejectsReplacementFromOtherClass() {
    String three = BEFORE.substring(BEFORE.indexOf("    private int three"));
    String inner = three.substring(0, three.indexOf("    }\n") + 6);
    String before = BEFORE.replace("class Inner {", "class Inner { int c = three(4);");

    assertThat(verify(before, before.replace(inner, "").replace("three", "two"), EQUAL_CODE))
        .contains("I-16");
  }

  @Test
  void rejectsNewNames() {
    assertThat(verify(BEFORE, AFTER.replace("one", "fresh"), EQUAL_CODE)).contains("I-16");
    assertThat(verify(BEFORE, BEFORE.replace("one", "fresh"), EQUAL_CODE)).contains("I-16");
  }

  @Test
  void verifiesImportsAndComments() {
    String unused = AFTER.replace("import java.util.Set;\n", "");
    String needed = AFTER.replace("import java.util.List;\n", "");

    assertThat(verify(BEFORE, unused, EQUAL_CODE)).contains("I-12");
    assertThat(verify(BEFORE, unused, equalCodeAnd(Purpose.IMPORTS))).isEmpty();
    assertThat(verify(BEFORE, needed, equalCodeAnd(Purpose.IMPORTS))).contains("I-15");
    assertThat(verify(BEFORE, AFTER.replace("Adds.", "Adds up."), EQUAL_CODE)).contains("I-16");
    assertThat(verify(BEFORE, BEFORE.replace("/** Like one. */", ""), EQUAL_CODE)).contains("I-12");
  }

  @Test
  void acceptsRemovalOfDeadAndEqualCode() {
    String dead = "  private int dead = 1;\n\n  private void lost(int y) { y++; }\n\n";
    String before = BEFORE.replace("  class Inner", dead + "  class Inner");

    assertThat(verify(before, AFTER, equalCodeAnd(Purpose.DEAD_CODE))).isEmpty();
    assertThat(
            verify(
                before,
                AFTER,
                equalCodeAnd(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS)))
        .isEmpty();
    assertThat(verify(before, AFTER.replace("one(2)", "other(2)"), equalCodeAnd(Purpose.DEAD_CODE)))
        .contains("I-16");
    assertThat(verify(before, AFTER, EQUAL_CODE)).contains("I-16");
  }

  @Test
  void ignoresUnusedVariablesOfEqualMethods() {
    String before =
        BEFORE.replace(
            TWO,
            TWO.replace(
                "int sum = 0;",
                "int gone = 2; int sum = 0; Runnable lost = () -> { f(); }; int[] later;"));

    assertThat(verify(before, AFTER, equalCodeAnd(Purpose.DEAD_CODE))).isEmpty();
    assertThat(verify(before, AFTER, EQUAL_CODE)).contains("I-16");
    assertThat(
            verify(
                before.replace("int gone = 2;", "gone(); int gone = 2;"),
                AFTER,
                equalCodeAnd(Purpose.DEAD_CODE)))
        .contains("I-16");
    assertThat(
            verify(before.replace("int gone = 2;", "x++;"), AFTER, equalCodeAnd(Purpose.DEAD_CODE)))
        .contains("I-16");
  }

  @Test
  void acceptsTransitivelyEqualMethods() {
    String pair = "  private int %s(int x) {\n    return %s(x) + %s(x + 1);\n  }\n\n";
    String calls = pair.replace("%s", "one").replaceFirst("one", "first");
    String same = pair.replace("%s", "two").replaceFirst("two", "second");
    String more = calls + same + "  int end() { return second(1); }\n\n  class Inner";
    String before = BEFORE.replace("  class Inner", more);
    String after =
        AFTER.replace("  class Inner", more.replace(same, "").replace("second", "first"));

    assertThat(verify(before, after, EQUAL_CODE)).isEmpty();
    assertThat(verify(before, after, equalCodeAnd(Purpose.DEAD_CODE))).isEmpty();
    assertThat(verify(before, after.replace("first(1)", "one(1)"), EQUAL_CODE)).contains("I-16");
  }

  @Test
  void detectsRemainingMethodAmongSeveral() {
    String third = TWO.replace("two", "last");
    String before = BEFORE.replace("  class Inner", third + "  class Inner");
    String call = before.replace("other(3)", "last(3)");

    assertThat(verify(call, call.replace(third, "").replace("last", "one"), EQUAL_CODE)).isEmpty();
    assertThat(verify(call, call.replace(third, "").replace("last", "two"), EQUAL_CODE)).isEmpty();
    assertThat(
            verify(
                call.replace("other", "last"),
                call.replace(third, "").replace("last", "two").replaceFirst("two", "one"),
                EQUAL_CODE))
        .as("one name becomes one other name")
        .contains("I-16");
  }

  @Test
  void acceptsEqualMethodsWithOtherNamesOfVariables() {
    String before =
        BEFORE.replace(TWO, TWO.replace("int x", "int y").replace("sum + x * x", "sum + y * y"));

    assertThat(before).isNotEqualTo(BEFORE);
    assertThat(verify(before, AFTER, EQUAL_CODE)).isEmpty();
  }

  @Test
  void rejectsMethodsThatUseOtherFields() {
    String before =
        BEFORE
            .replace("private final", "private int x;\n  private int y;\n  private final")
            .replace(TWO, TWO.replace("int x", "int z").replace("sum + x * x", "sum + z * y"));
    String after =
        before
            .replace(TWO.replace("int x", "int z").replace("sum + x * x", "sum + z * y"), "")
            .replace("two", "one");

    assertThat(after).isNotEqualTo(before);
    assertThat(verify(before, after, EQUAL_CODE)).isPresent();
  }
}

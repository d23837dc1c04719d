package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.LargeInputs;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PmdCheckerTests implements CheckerContract {

  /** Shared by the tests, as compiling the rules takes longer than most of the analyses. */
  private static final PmdChecker CHECKER = new PmdChecker();

  @Override
  public Checker checker() {
    return CHECKER;
  }

  @Override
  public String folder() {
    return "/dev/pawl/java/pmd";
  }

  @Override
  public String file() {
    return "Mistakes.java.txt";
  }

  @Override
  public String path() {
    return "src/Mistakes.java";
  }

  @Test
  void reportsRuleNames(@TempDir Path root) throws InterruptedException {
    var file =
        SourceFiles.read(
            root, "A.java", SourceFiles.resource("/dev/pawl/java/pmd/dirty/Mistakes.java.txt"));

    assertThat(CHECKER.check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .contains("UnusedPrivateField", "EmptyCatchBlock", "LiteralsFirstInComparisons");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPEAT(b(() -> { return ~null~; }))",
        "REPEAT(b(1, ~null~))",
        "REPEAT(new java.util.ArrayList<>(~b()~))",
        "REPEAT(b(c ? ~null~ : null))"
      })
  void leavesOutWhatPmdTakesForeverFor(String expression, @TempDir Path root)
      throws InterruptedException {
    String[] parts = expression.replaceAll("^REPEAT\\(|\\)$", "").split("~");
    List<SourceFile> files =
        List.of(
            nested(root, "Deep.java", parts, 60), SourceFiles.read(root, "A.java", UNUSED_FIELD));

    assertThat(CHECKER.check(files, SourceFiles.context(root)))
        .extracting(Finding::file, Finding::message)
        .containsExactlyInAnyOrder(
            tuple("Deep.java", "not checked: too deep"),
            tuple("A.java", "Avoid unused private fields such as 'a'."));
  }

  @Test
  void checksCodeThatPeopleNest(@TempDir Path root) throws InterruptedException {
    String[] parts = {"b(", "null", ")"};

    assertThat(CHECKER.check(List.of(nested(root, "A.java", parts, 9)), SourceFiles.context(root)))
        .isEmpty();
    assertThat(PmdChecker.nestingOfCalls("a(b(c), (d(\"((((\"))); e(() -> (((1))));")).isEqualTo(2);
  }

  @Test
  void checksTheOthersIfPmdDoesNotEndOnOneFile(@TempDir Path root) throws InterruptedException {
    ToolContext context = SourceFiles.context(root);
    SourceFile first = SourceFiles.read(root, "A.java", UNUSED_FIELD);
    // Loads the classes and rules, which takes longer than the limit.
    CHECKER.check(List.of(first), context);
    List<SourceFile> files =
        List.of(
            first,
            SourceFiles.read(root, "Slow.java", LargeInputs.of("Slow.java", 400_000)),
            SourceFiles.read(root, "B.java", UNUSED_FIELD.replace("class A", "class B")));

    assertThat(new PmdChecker(Duration.ofMillis(300), new FindingsByTokens()).check(files, context))
        .extracting(Finding::file, finding -> finding.message().replaceAll("\\d+", "N"))
        .containsExactlyInAnyOrder(
            tuple("A.java", "Avoid unused private fields such as 'a'."),
            tuple("B.java", "Avoid unused private fields such as 'a'."),
            tuple("Slow.java", "not checked: no result within N ms of processor time"));
  }

  private static final String UNUSED_FIELD = "class A { private int a; }\n";

  private static SourceFile nested(Path root, String path, String[] parts, int depth) {
    String expression = parts[0].repeat(depth) + parts[1] + parts[2].repeat(depth);
    return SourceFiles.read(
        root, path, "class Deep { Object a(boolean c) { return %s; } }\n".formatted(expression));
  }

  @Test
  void returnsNoPartOfAnInterruptedAnalysis(@TempDir Path root) {
    String dirty = SourceFiles.resource("/dev/pawl/java/pmd/dirty/Mistakes.java.txt");
    List<SourceFile> files =
        IntStream.range(0, 50)
            .mapToObj(number -> SourceFiles.read(root, "A%d.java".formatted(number), dirty))
            .toList();
    // Interrupts the analysis after the checker has begun to read the files.
    List<SourceFile> interrupting =
        new AbstractList<>() {
          @Override
          public SourceFile get(int index) {
            Thread.currentThread().interrupt();
            return files.get(index);
          }

          @Override
          public int size() {
            return files.size();
          }
        };

    assertThatThrownBy(() -> CHECKER.check(interrupting, SourceFiles.context(root)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void resolvesJdkTypesOnly(@TempDir Path root) throws InterruptedException {
    var jdkFile =
        SourceFiles.read(root, "A.java", "class A implements Runnable { public void run() {} }\n");
    var libraryFile =
        SourceFiles.read(
            root,
            "B.java",
            "class B implements org.springframework.boot.CommandLineRunner { public void"
                + " run(String... a) {} }\n");

    assertThat(CHECKER.check(List.of(jdkFile, libraryFile), SourceFiles.context(root)))
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("A.java", "MissingOverride"));
  }

  @Test
  void reportsWarningsOnly(@TempDir Path root) throws InterruptedException {
    var broken = SourceFiles.read(root, "B.java", "class {");
    var dirty =
        SourceFiles.read(
            root, "A.java", SourceFiles.resource("/dev/pawl/java/pmd/dirty/Mistakes.java.txt"));

    assertThat(CHECKER.check(List.of(broken, dirty), SourceFiles.context(root)))
        .isNotEmpty()
        .allMatch(finding -> finding.severity() != Severity.ERROR)
        .filteredOn(Finding::countsInGates)
        .isNotEmpty()
        .allMatch(finding -> finding.file().equals("A.java"));
  }

  @Test
  void checksOtherFilesWhenOneIsNestedTooDeeply(@TempDir Path root) throws InterruptedException {
    String nested = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    var deep = SourceFiles.read(root, "B.java", "class B { int a = " + nested + "; }");
    var dirty =
        SourceFiles.read(
            root, "A.java", SourceFiles.resource("/dev/pawl/java/pmd/dirty/Mistakes.java.txt"));

    assertThat(CHECKER.check(List.of(deep, dirty), SourceFiles.context(root)))
        .extracting(Finding::file, Finding::rule)
        .contains(tuple("B.java", "not-checked"), tuple("A.java", "UnusedPrivateField"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "package p; import q.*; class A {}",
        "package p; import static q.Outer.Nested; class A { Nested nested; }",
        "package p; import q.Foo; /** See {@link Foo}. */ class A {}",
        "package p; import java.util.concurrent.atomic.AtomicIntegerFieldUpdater; class A {"
            + " private volatile int count; static final AtomicIntegerFieldUpdater<A> U ="
            + " AtomicIntegerFieldUpdater.newUpdater(A.class, \"count\"); }",
        "package p; import java.lang.invoke.*; class A { private int count; static VarHandle h()"
            + " throws Exception { return MethodHandles.lookup().findVarHandle(A.class, \"count\","
            + " int.class); } }"
      })
  void acceptsNeededImportAndFieldUsedByName(String text, @TempDir Path root)
      throws InterruptedException {
    var file = SourceFiles.read(root, "A.java", text);

    assertThat(CHECKER.check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .doesNotContain("UnnecessaryImport", "UnusedPrivateField");
  }

  @Test
  void reportsNothingInRegionsThatAnEditorGenerates(@TempDir Path root)
      throws InterruptedException {
    String text =
        """
        class A {
          private int before;
          // Variables declaration//GEN-BEGIN:variables
          private int generated;
          // End of variables declaration//GEN-END:variables
          private int after;
          private void pressed() {//GEN-FIRST:event_pressed
            int written = 1;
          }//GEN-LAST:event_pressed
          String mark = "//GEN-BEGIN:text"; private int besideText;
          String end = "//GEN-END:text";
          private void init() { // <editor-fold>//GEN-BEGIN:init
            int local = 1;
          } // </editor-fold>//GEN-END:init
          //GEN-BEGIN:open
          private int last;
          //GEN-END:other
        }
        """;

    assertThat(check(root, "src/main/A.java", text))
        .extracting(Finding::line)
        .containsExactlyInAnyOrder(2, 6, 7, 8, 10, 16);
  }

  @Test
  void reportsImportThatCleanupRemoves(@TempDir Path root) throws InterruptedException {
    var file = SourceFiles.read(root, "A.java", "package p;\nimport q.Foo;\nclass A {}\n");

    assertThat(CHECKER.check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .contains("UnnecessaryImport");
  }

  @Test
  void namesFileThatItCannotRead(@TempDir Path root) throws InterruptedException {
    var broken = SourceFiles.read(root, "B.java", "class {");

    assertThat(CHECKER.check(List.of(broken), SourceFiles.context(root)))
        .singleElement()
        .returns("B.java", Finding::file)
        .returns(Finding.NOT_CHECKED, Finding::rule)
        .satisfies(finding -> assertThat(finding.message()).startsWith("not checked: "));
  }

  private static List<Finding> check(Path root, String path, String text)
      throws InterruptedException {
    var file = SourceFiles.read(root, path, text);
    return CHECKER.check(List.of(file), SourceFiles.context(root));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "UnusedLocalVariable | void a(java.util.List<String> l) { int size = l.size(); }",
        "UnusedLocalVariable | void a() { int left = 1; }",
        "UnusedPrivateField | private int unused;",
        "UnusedPrivateField | private Object set; A() { set = new Object(); }",
        "UnusedPrivateField | private static final int ONE = 1;",
        "UnusedPrivateMethod | private void unused() {}",
        "EmptyCatchBlock | void a() { try { a(); } catch (RuntimeException e) { } }",
        "AvoidDecimalLiteralsInBigDecimalConstructor"
            + " | Object a() { return new java.math.BigDecimal(0.1); }",
        "AvoidUsingOctalValues | int a() { return 010; }",
        "PrimitiveWrapperInstantiation | Object a() { return new Integer(1); }",
        "SuspiciousEqualsMethodName | public boolean equals(A a) { return a == this; }",
        "NonCaseLabelInSwitch | void a(int b) { switch (b) { case 1: a(2); defualt: a(3); } }",
        "DoubleCheckedLocking | Object b; Object a() { if (b == null) { synchronized (this) {"
            + " if (b == null) { b = new Object(); } } } return b; }",
        "DontCallThreadRun | void a() { new Thread().run(); }",
        "UseEqualsToCompareStrings | boolean a(String s) { return s == \"a\"; }",
        "UnusedReturnValue | void a(String s) { s.trim(); }",
        "ClassCastExceptionWithToArray"
            + " | String[] a(java.util.List<String> l) { return (String[]) l.toArray(); }",
        "UnusedLocalVariable | void a(Object o) { if (o instanceof String s) { a(1); } }",
        "UnusedLocalVariable | int b; void a() { int start = this.b; }",
        "EmptyCatchBlock | void a(String s) { try { Integer.parseInt(s); a(s); } catch (Throwable e)"
            + " { } }",
        "UnsynchronizedStaticFormatter | static final java.text.DateFormat F = new"
            + " java.text.SimpleDateFormat(\"y\"); String a(java.util.Date b) { return F.format(b); }",
        "UnsynchronizedStaticFormatter | static final java.text.SimpleDateFormat F = new"
            + " java.text.SimpleDateFormat(\"y\"); final String p = F.toPattern();",
        "UnsynchronizedStaticFormatter | static final java.text.SimpleDateFormat F = new"
            + " java.text.SimpleDateFormat(\"y\"); static final java.util.function.Supplier<String> S ="
            + " () -> F.toPattern();",
        "UnusedPrivateField | private static final String MODE_A = \"a\";",
        "EmptyCatchBlock | 'void a() { try { a(); } catch (java.io.IOException | RuntimeException e) {} }'",
        "EmptyCatchBlock | void a() { try { a(); } catch (final Throwable e) { } }",
        "UnusedReturnValue | void a(java.io.InputStream i) throws Exception { try { i.read(new"
            + " byte[2]); } finally { a(null); } }",
        "UnusedReturnValue | void a(String s) { try { s.trim(); a(s); } finally { } }",
        "UseEqualsToCompareStrings | boolean a(String s, String t) { return s != \"\"; }",
        "UnusedPrivateField | private static final String CATALOG = \"A\";",
        "SuspiciousEqualsMethodName | public boolean equals(A a) { return a == this; }",
        "IdenticalConditionalBranches | int a(boolean b) { if (b) { return 1; } else { return 1; }"
            + " }",
        "OverrideBothEqualsAndHashcode | int b; public boolean equals(Object o) { return o"
            + " instanceof A a && a.b == b; }",
      })
  void warnsOfProbableMistakes(String rule, String members, @TempDir Path root)
      throws InterruptedException {
    String text = "class A {\n" + members + "\n}\n";

    assertThat(check(root, "src/main/A.java", text))
        .filteredOn(finding -> finding.rule().equals(rule))
        .singleElement()
        .returns(Severity.WARNING, Finding::severity);
    assertThat(check(root, "src/test/A.java", text))
        .as("in tests")
        .filteredOn(finding -> finding.rule().equals(rule))
        .singleElement()
        .returns(Severity.INFO, Finding::severity);
    assertThat(check(root, "src/main/A.java", "// Generated by a tool. Do not edit.\n" + text))
        .as("in generated code")
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "UnusedLocalVariable | void a(java.util.Scanner s) { int skipped = s.nextInt(); }",
        "UnusedLocalVariable | void a(java.nio.ByteBuffer b) { long skipped = b.getLong(); }",
        "UnusedLocalVariable | void a() { try (var s = new java.util.Scanner(\"\")) { a(); } }",
        "UnusedLocalVariable | int a(java.util.List<A> l) { int n = 0; for (A a : l) { n++; }"
            + " return n; }",
        "UnusedPrivateField | private static final int ONE = 1; private static final int TWO = 2;"
            + " private static final int THREE = -3;",
        "UnusedPrivateField | private Object kept; A(Object o) { this.kept = o.toString(); }",
        "UnusedPrivateMethod | @jakarta.annotation.PostConstruct private void used() {}",
        "UnusedPrivateMethod | private void used(int a) {} void b(Other o) { used(o.value()); }",
        "EmptyCatchBlock | void a() { try { a(); } catch (RuntimeException ignored) { } }",
        "EmptyCatchBlock | void a() { try { a(); } catch (RuntimeException e) { /* done */ } }",
        "AvoidUsingOctalValues | long a() { return 0644 + 0100755 + 077777777777L; }",
        "UseEqualsToCompareStrings | static final String NONE = \"\"; boolean a(String s) { return"
            + " s == NONE; }",
        "UnusedReturnValue | void a(Class<?> c) throws Exception { c.getConstructor(); }",
        "AvoidDecimalLiteralsInBigDecimalConstructor"
            + " | Object a(double d) { return new java.math.BigDecimal(0.5).add(new"
            + " java.math.BigDecimal(0.00)).add(new java.math.BigDecimal(d)); }",
        "SuspiciousEqualsMethodName | static boolean equals(A a, A b) { return a == b; }",
        "SuspiciousEqualsMethodName | boolean equals(int a) { return a == 1; } public boolean"
            + " equals(Object a) { return a == this; } public int hashCode() { return 1; }",
        "CheckResultSet | void a(java.sql.ResultSet r) throws Exception { boolean b; do { b ="
            + " r.next(); } while (r.next()); }",
        "NonCaseLabelInSwitch | void a(int b) { switch (b) { case 1: c: while (b > 0) { break c; }"
            + " } }",
        "NonCaseLabelInSwitch | void a(int b) { switch (b) { case 1: c: { if (b > 0) { break c; }"
            + " a(1); } } }",
        "DoubleCheckedLocking | java.util.Map<String, String> c; String a(String k) { String v ="
            + " c.get(k); if (v == null) { synchronized (this) { v = c.get(k); if (v == null) { v ="
            + " k; c.put(k, v); } } } return v; }",
        "DontCallThreadRun | public void run() { run(); }",
        "UnusedReturnValue | void a(java.util.Map<String, String> cache) { cache.get(\"a\"); }",
        "ClassCastExceptionWithToArray"
            + " | <E> E[] a(java.util.List<E> l) { return (E[]) l.toArray(); }",
        "UnusedLocalVariable | int a(Object o) { return switch (o) { case String s -> 1; default ->"
            + " 2; }; }",
        "UnusedLocalVariable | void a(Object o) { switch (o) { case String s: a(1); break; default:"
            + " a(2); } }",
        "UnusedLocalVariable | record P(int x, int y) {} int a(Object o) { return o instanceof"
            + " P(int x, int y) ? x : 2; }",
        "UnusedPrivateField | private static final org.slf4j.Logger LOG = null;",
        "UnusedLocalVariable | void a() { Object start = Loader.STARTED; }",
        "UnusedLocalVariable | void a() { Object start = p.Loader.STARTED; }",
        "EmptyCatchBlock | int a(String s) { int b = 1; try { b = Integer.parseInt(s); } catch"
            + " (Exception e) { } return b; }",
        "EmptyCatchBlock | void a(java.io.Closeable c) { try { c.close(); } catch (Throwable e) { } }",
        "UnsynchronizedStaticFormatter | static final java.text.SimpleDateFormat F = new"
            + " java.text.SimpleDateFormat(\"y\"); static final String P = F.toPattern();",
        "UnsynchronizedStaticFormatter | static final java.text.SimpleDateFormat F = new"
            + " java.text.SimpleDateFormat(\"y\"); static { F.setLenient(true); }",
        "UnsynchronizedStaticFormatter | static final java.text.MessageFormat F = null; String"
            + " a(Object b) { return F.format(new Object[] {b}); }",
        "UnusedPrivateField | private static final String TAG = \"A\";",
        "UnusedPrivateField | private static final org.slf4j.Logger Log = null;",
        "UseEqualsToCompareStrings | boolean a(String propertyName) { return propertyName =="
            + " \"text\"; }",
        "UseEqualsToCompareStrings | boolean a(java.beans.PropertyChangeEvent e) { return"
            + " \"text\" == e.getPropertyName(); }",
        "SuspiciousEqualsMethodName | private boolean equals(A a) { return a == this; }",
        "UnusedPrivateField | private static final String DB_A = \"a\"; private static final String"
            + " DB_B = \"b\"; private static final String DB_C = \"c\";",
        "UnusedReturnValue | boolean a(String f) { try { String.format(f, 1); } catch"
            + " (java.util.IllegalFormatException e) { return false; } return true; }",
        "UnusedReturnValue | boolean a(String f) { try { java.net.URI.create(f); return true; }"
            + " catch (RuntimeException e) { return false; } }",
        "UseEqualsToCompareStrings | 'boolean a(String s, String t) { return s == t || s != null &&"
            + " s.equals(t); }'",
        "UseEqualsToCompareStrings | 'boolean a(String s, String t) { return s == t ||"
            + " java.util.Objects.equals(s, t); }'",
        "IdenticalConditionalBranches | int a(int b) { if (b == 1) { return 1; } else if (b == 2) {"
            + " return 2; } else { return 2; } }",
      })
  void acceptsWhatMaintainersMean(String rule, String members, @TempDir Path root)
      throws InterruptedException {
    assertThat(check(root, "src/main/A.java", "class A extends Thread {\n" + members + "\n}\n"))
        .extracting(Finding::rule)
        .doesNotContain(rule, Finding.NOT_CHECKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s == t", "s != t.trim()", "s\n    == t"})
  void notesComparisonOfStringsThatAreNoLiterals(String condition, @TempDir Path root)
      throws InterruptedException {
    String text =
        "class A { boolean a(String s, String t) { a(\"b\", t); return %s; } }"
            .formatted(condition);

    assertThat(check(root, "src/main/A.java", text))
        .filteredOn(finding -> finding.rule().equals("UseEqualsToCompareStrings"))
        .singleElement()
        .returns(Severity.INFO, Finding::severity);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "catch (NumberFormatException e) { }",
        "catch (Exception e) { }",
        "catch (java.io.IOException e) { } catch (Throwable e) { a(); }",
        "catch (InterruptedException | IllegalStateException e) {}",
        "catch (java.io.EOFException exception) {\n}",
        "catch (Error.Of.Others e) {}"
      })
  void notesEmptyBlockForParticularException(String clause, @TempDir Path root)
      throws InterruptedException {
    assertThat(
            check(root, "src/main/A.java", "class A { void a() { try { a(); } " + clause + " } }"))
        .filteredOn(finding -> finding.rule().equals("EmptyCatchBlock"))
        .singleElement()
        .returns(Severity.INFO, Finding::severity);
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        // Commented-out code needs the declaration when it comes back.
        "UnusedLocalVariable § INFO § void a() { int left = 1;\\n // print(left); \\n }",
        "UnusedLocalVariable § INFO § void a() { int left = 1;\\n /* left = 2\\n */ }",
        "UnusedLocalVariable § WARNING § void a() { int left = 1;\\n // what is left\\n }",
        "UnusedLocalVariable § WARNING § void a() { int left = 1;\\n // print(lefts);\\n }",
        "UnusedLocalVariable § WARNING § void a() { int left = 1;\\n // left\\n // print(1);\\n }",
        "UnusedPrivateField § INFO § private boolean debug;\\n // if (debug) { }",
        "UnusedPrivateField § INFO § private boolean debug;\\n /*\\n * debug = true\\n */",
        "UnusedPrivateField § WARNING § private boolean debug;\\n // debug",
        "UnusedPrivateField § WARNING § private boolean debug;\\n String a = \"// if (debug) { }\";",
        "UnusedPrivateField § WARNING § /** How to debug (slow). */\\n private boolean debug;",
        // Code that is not complete
        "UnusedLocalVariable § INFO § void a() { int left = 1; // @T use it\\n }",
        "UnusedLocalVariable § INFO § void a() { int left = 1;\\n // @F\\n }",
        "UnusedLocalVariable § WARNING § void a() { int left = 1;\\n\\n // @F\\n }",
        "UnusedLocalVariable § WARNING § void a() { int left = 1; // done, no @TS\\n }",
        "UnusedPrivateField § WARNING § private int left; // @T use it",
        "IdenticalConditionalBranches § INFO § int a(boolean b) { if (b) {\\n // @T\\n return 1;"
            + "\\n } else {\\n return 1;\\n }\\n }",
        "IdenticalConditionalBranches § INFO § int a(boolean b) { if (b) {\\n return 1;\\n } else {"
            + "\\n return 1; /* @F */\\n }\\n }",
        "IdenticalConditionalBranches § WARNING § int a(boolean b) {\\n // @T\\n if (b) {\\n"
            + " // one\\n return 1;\\n } else {\\n return 1;\\n }\\n // @T\\n }",
        // Modes and masks
        "AvoidUsingOctalValues § INFO § int a(int b) { switch (b) { case 1: return 010; default:"
            + " return 0644; } }",
        "AvoidUsingOctalValues § INFO § int a(int b) { return b << 6 & ~0700 | 070; }",
        "AvoidUsingOctalValues § INFO § int a = 010; int b = 0_100;",
        "AvoidUsingOctalValues § INFO § Runnable r = new Runnable() { public void run() { a(010,"
            + " 0020L); } };",
        "AvoidUsingOctalValues § WARNING § int a(int b) { return 010 + 007 + 10 + 0x10 + 0; }",
        "AvoidUsingOctalValues § WARNING § int a() { return 010; } int b() { return 0644; }",
        "AvoidUsingOctalValues § WARNING § int a = 010; int b() { return 0644; }",
        // Objects that represent null
        "EqualsNull § INFO § boolean a(Object b) { return b == null || b.equals(null); }",
        "EqualsNull § INFO § boolean a(Object b) { return !(b.equals(null) && (null != b)); }",
        "EqualsNull § INFO § Object c; boolean a() { return this.c != null ? this.c.equals(null) : true; }",
        "EqualsNull § WARNING § boolean a(Object b) { return b.equals(null); }",
        "EqualsNull § WARNING § boolean a(Object b, Object c) { return c == null || b.equals(null); }",
        "EqualsNull § WARNING § boolean a(Object b) { if (b == null) { return true; } return"
            + " b.equals(null); }",
        "EqualsNull § WARNING § boolean a(Object b) { return b == this || b.equals(null); }",
      })
  void notesDeliberateCode(String rule, Severity severity, String members, @TempDir Path root)
      throws InterruptedException {
    String code =
        members.replace("\\n", "\n").replace("@T", "TO" + "DO").replace("@F", "FIX" + "ME");

    assertThat(check(root, "src/main/A.java", "class A {\n" + code + "\n}\n"))
        .filteredOn(finding -> finding.rule().equals(rule))
        .isNotEmpty()
        .extracting(Finding::severity)
        .containsOnly(severity);
  }

  @Test
  void takesHeaderOfFileForNoCode(@TempDir Path root) throws InterruptedException {
    String unused = "class A { void a() { int c = 1; } }\n";

    assertThat(check(root, "src/main/A.java", "// Copyright (c) 2020\n" + unused))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple("UnusedLocalVariable", Severity.WARNING));
    assertThat(check(root, "src/main/A.java", unused + "// print(c)\n"))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple("UnusedLocalVariable", Severity.INFO));
  }

  @Test
  void acceptsEqualsOfClassWithoutState(@TempDir Path root) throws InterruptedException {
    String equals = "public boolean equals(Object o) { return \"\".equals(o); }";

    assertThat(check(root, "src/main/A.java", "class A { static int a; " + equals + " }"))
        .extracting(Finding::rule)
        .doesNotContain("OverrideBothEqualsAndHashcode");
    assertThat(check(root, "src/main/A.java", "class A extends B { int a; " + equals + " }"))
        .as("the other class may have the other method")
        .extracting(Finding::rule)
        .doesNotContain("OverrideBothEqualsAndHashcode");
    assertThat(
            check(
                root,
                "src/main/A.java",
                "abstract class A { int a; public int hashCode() { return a; } }"))
        .as("classes that extend it may have the other method")
        .extracting(Finding::rule)
        .doesNotContain("OverrideBothEqualsAndHashcode");
  }

  @Test
  void reportsStyleAsInfo(@TempDir Path root) throws InterruptedException {
    String text = "class A { boolean a(String s) { return s.equals(\"a\"); }; }\n";

    assertThat(check(root, "src/main/A.java", text))
        .extracting(Finding::rule, Finding::severity)
        .containsExactlyInAnyOrder(
            tuple("LiteralsFirstInComparisons", Severity.INFO),
            tuple("UnnecessarySemicolon", Severity.INFO));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkstyle.xml | <module/> | false",
        "config/checkstyle/rules.xml | <module/> | false",
        "pom.xml | <artifactId>maven-checkstyle-plugin</artifactId> | false",
        "build.gradle | plugins { id 'pmd' } | false",
        "build.gradle.kts | plugins { id(\"net.ltgt.errorprone\") } | false",
        "pom.xml | <artifactId>maven-compiler-plugin</artifactId> | true",
        "src/checkstyle.xml | <module/> | true",
      })
  void leavesStyleToLinterOfTheTarget(
      String path, String content, boolean style, @TempDir Path root) throws Exception {
    SourceFiles.write(root, path, content);
    String text = "class A { boolean a(String s) { int left = 1; return s.equals(\"a\"); } }\n";
    var file = SourceFiles.read(root, "src/main/A.java", text);
    PmdChecker checker = CHECKER;
    ToolContext context = SourceFiles.context(root);
    context.workspace().snapshot();

    assertThat(
            checker.check(
                List.of(file), context.withDetection(checker.detect(context.workspace()))))
        .extracting(Finding::rule)
        .contains("UnusedLocalVariable")
        .satisfies(
            rules -> assertThat(rules.contains("LiteralsFirstInComparisons")).isEqualTo(style));
  }
}

package dev.pawl.refactoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolTracer;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnusedDeclarationFixerTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private FixResult rewrite(String text) throws InterruptedException {
    return rewrite("src/A.java", text);
  }

  private FixResult rewrite(String path, String text) throws InterruptedException {
    var source = SourceFiles.read(target, path, text);
    var openWorkspace = TestWorkspace.of(target);
    openWorkspace.folder();
    var job =
        new ToolContext(
            openWorkspace.workspace(),
            ToolDetection.builtIn(""),
            RetrySettings.DEFAULT,
            log::add,
            ToolTracer.NONE);
    return new UnusedDeclarationFixer().fix(List.of(source), job).getFirst();
  }

  private String fix(String text) throws InterruptedException {
    return rewrite(text).source().text();
  }

  @Test
  void removesUncalledPrivateMethod() throws InterruptedException {
    assertThat(fix("class A {\n  void a() {}\n\n  private void gone() {}\n\n  void b() {}\n}\n"))
        .isEqualTo("class A {\n  void a() {}\n\n  void b() {}\n}\n");
  }

  @Test
  void removesUnusedPrivateFieldAndLocalVariable() throws InterruptedException {
    assertThat(
            fix(
                "class A {\n"
                    + "  private int gone = 1;\n"
                    + "  int a() {\n"
                    + "    int lost = 2;\n"
                    + "    return 3;\n"
                    + "  }\n"
                    + "}\n"))
        .isEqualTo("class A {\n  int a() {\n    return 3;\n  }\n}\n");
  }

  @Test
  void removesUnusedMethodThatContainsUnusedVariables() throws InterruptedException {
    assertThat(
            fix(
                "class A {\n"
                    + "  private void gone() {\n"
                    + "    int lost = 2;\n"
                    + "    int alsoLost = 3;\n"
                    + "  }\n\n"
                    + "  int a = 1;\n"
                    + "  int b = 2;\n"
                    + "}\n"))
        .isEqualTo("class A {\n  int a = 1;\n  int b = 2;\n}\n");
  }

  @Test
  void keepsWhatAnEditorGenerates() throws InterruptedException {
    String region = "  //GEN-BEGIN:variables\n  private int generated;\n  //GEN-END:variables\n";
    FixResult rewrite =
        rewrite(
            "class A {\n  private int before;\n\n"
                + region
                + "\n  private int after;\n\n"
                + "  private void build() {\n    //GEN-BEGIN:init\n    int local = 1;\n"
                + "    //GEN-END:init\n    int lost = 2;\n  }\n}\n");

    assertThat(rewrite.source().text())
        .isEqualTo(
            "class A {\n"
                + region
                + "\n  private void build() {\n    //GEN-BEGIN:init\n"
                + "    int local = 1;\n    //GEN-END:init\n    int lost = 2;\n  }\n}\n");
    assertThat(rewrite.keptCode()).extracting(Finding::line).containsExactly(14);
    String below = "class A {\n" + region + "  private int below;\n}\n";
    assertThat(fix(below)).as("the end of the region").isEqualTo(below);
    String open = "class A {\n  //GEN-BEGIN:variables\n\n  private int gone;\n}\n";
    assertThat(fix(open)).as("a region without an end").doesNotContain("gone");
  }

  @Test
  void removesAndLogsComments() throws InterruptedException {
    assertThat(
            fix(
                "class A {\n"
                    + "  int a;\n\n"
                    + "  /** Once\n"
                    + "   * useful. */\n"
                    + "  private int gone; // so long\n"
                    + "}\n"))
        .isEqualTo("class A {\n  int a;\n\n}\n");
    assertThat(log)
        .singleElement()
        .asString()
        .contains("src/A.java: removed gone", "Once * useful", "so long");
  }

  @Test
  void keepsFileWithoutUnusedDeclarations() throws InterruptedException {
    FixResult rewrite =
        rewrite("class A {\n  private int a;\n\n  int b() {\n    return a;\n  }\n}\n");

    assertThat(rewrite.source().text()).contains("private int a");
    assertThat(rewrite.independent()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "class A { int gone; }",
        "class A { void gone() {} }",
        "class A { private int gone = make(); static int make() { return 1; } }",
        "class A { private Object gone = new Object(); }",
        "class A { private int gone = 1 / 0; }",
        "class A { private int[] b = {1}; private int gone = b[0]; }",
        "class A { @Deprecated private int gone; }",
        "@Entity class A { private int gone; }",
        "@lombok.Data class A { private int gone; }",
        "import lombok.Getter; class A { private int gone; }",
        "class A implements java.io.Serializable { private int gone; }",
        "class A extends Exception { private int gone; }",
        "class A { private static final long serialVersionUID = 1; }",
        "class A { private Object readResolve() { return null; } }",
        "class A { private native void gone(); }",
        "class A { private int gone, other; }",
        "class A { private A() {} }",
        "class A { // gone is looked up\n private int gone; }",
        "class A { String a = \"gone\"; private int gone; }",
        "class A { void a() { for (int gone = 0; ; ) {} } }",
        "class A { void a() { try (var gone = open()) {} } AutoCloseable open() { return null; } }",
        "class A { void a(int gone) {} }",
        "class A { private int gone; "
      })
  void keepsReflectivelyAccessedAndSideEffectingDeclarations(String text)
      throws InterruptedException {
    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void keepsNameInStringOfAnotherFile() throws InterruptedException {
    SourceFiles.write(target, "src/B.java", "class B { String a = \"A#gone\"; }");

    FixResult rewrite = rewrite("class A { private int gone; }");

    assertThat(rewrite.source().text()).contains("gone");
    assertThat(rewrite.independent()).as("depends on other files").isFalse();
  }

  @Test
  void keepsNameInConfigurationFile() throws InterruptedException {
    SourceFiles.write(target, "beans.xml", "<property name='gone'/>");

    assertThat(fix("class A { private int gone; }")).contains("gone");
  }

  @Test
  void ignoresSameNameInCodeOfAnotherFile() throws InterruptedException {
    SourceFiles.write(target, "src/B.java", "class B { int gone; }");

    assertThat(fix("class A { private int gone; }")).isEqualTo("class A {  }");
  }

  /** Wraps statements, of which one declares {@code gone}, into a class. */
  private static String inMethod(String statements) {
    return "class A { Integer boxed; Boolean flag; int number; void a(Long l, int i) { "
        + statements
        + " } }";
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "long gone = l;",
        "long gone = boxed;",
        "boolean gone = !flag;",
        "int gone = number + boxed;",
        "int gone = list.size() + boxed;",
        "Integer gone = -boxed;",
        "var gone = boxed + 1;",
        "int gone = flag ? 1 : 2;",
        "Integer gone = i > 0 ? boxed : 1;",
        "boolean gone = i == boxed;",
        "int gone = (boxed);",
        "String gone = \"\" + boxed;",
        "int gone = INHERITED;",
        "if (!(l instanceof Long other)) return; long gone = other;",
        "var other = boxed; int gone = other;",
        "switch (i) { case 1: Integer number = 2; default: int gone = number; }",
        "Runnable gone = boxed::notify;"
      })
  void keepsInitializerThatMayUnboxOrHaveAnEffect(String statement) throws InterruptedException {
    String text = inMethod(statement);

    FixResult result = rewrite(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.keptCode())
        .extracting(Finding::message)
        .containsExactly(
            "gone is not used, but is kept: its initializer may have a side effect or fail");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "long gone = i;",
        "boolean gone = !(number > i);",
        "int gone = number + i * 2;",
        "Object gone = boxed;",
        "Long gone = l;",
        "boolean gone = boxed == null;",
        "String gone = \"a\" + 1 + i;",
        "int gone = i > 0 ? number : 1;",
        "Runnable gone = () -> {};"
      })
  void removesInitializerWithoutEffect(String statement) throws InterruptedException {
    assertThat(fix(inMethod(statement))).isEqualTo(inMethod(""));
  }

  @Test
  void keepsFieldThatUnboxes() throws InterruptedException {
    String text = "class A { static Long boxed; private long gone = boxed; }";

    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void readsVariableOfInnermostScope() throws InterruptedException {
    String text =
        "class A { int n; void a() { Integer n = null; { long gone = n; } } }\n"
            + "class B extends A { void b() { long gone2 = n; } }\n";

    assertThat(fix(text)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Object m(String n) throws Exception { return A.class.getDeclaredMethod(\"on\" + n); }",
        "Object m() { return getClass().getDeclaredMethods(); }",
        "Object m(Object o) { return o.getClass().getDeclaredFields(); }",
        "Object m(MethodType t) { return MethodHandles.lookup().findVirtual(A.class, N, t); }",
        "Object m() { return register(MethodHandles.lookup()); }",
        "VarHandle handle = find();",
        "Object u = AtomicIntegerFieldUpdater.newUpdater(A.class, NAME);",
        "void m(Field f) { f.setAccessible(true); }",
        "native int m(int x);"
      })
  void keepsMembersOfReflectiveFile(String lookup) throws InterruptedException {
    String text = "class A { private int gone; private void lost() {}\n" + lookup + " }";

    FixResult result = rewrite(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.keptCode())
        .hasSize(2)
        .allMatch(finding -> finding.rule().equals("kept-code"));
  }

  @Test
  void ignoresLookupOfLoggerClass() throws InterruptedException {
    assertThat(
            fix(
                "import java.lang.invoke.MethodHandles;\n"
                    + "class A { private int gone; Object log ="
                    + " get(MethodHandles.lookup().lookupClass()); }"))
        .doesNotContain("gone");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "@SuppressWarnings(\"unused\") class A { private int gone; }",
        "@SuppressWarnings(\"all\") class A { private int gone; }",
        "@SuppressWarnings({\"rawtypes\", \"unused\"}) class A { private void gone() {} }",
        "@SuppressWarnings(value = \"unused\") class A { class B { private int gone; } }",
        "@SuppressWarnings(CONSTANT) class A { private int gone; }",
        "@SuppressWarnings(\"PMD.UnusedPrivateField\") class A { private int gone; }",
        "@SuppressWarnings(\"java:S1144\") class A { private void gone() {} }",
        "class A { @SuppressWarnings(\"unused\") void a() { int gone; } }",
        "class A {\n  // noinspection unused\n  private int gone;\n}",
        "class A { private int gone; // NOPMD\n}"
      })
  void keepsSuppressedDeclarations(String text) throws InterruptedException {
    FixResult result = rewrite(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.keptCode()).isEmpty();
  }

  @Test
  void removesDespiteOtherSuppression() throws InterruptedException {
    assertThat(fix("@SuppressWarnings(\"rawtypes\") class A { private int gone; }"))
        .doesNotContain("gone");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "src/test/java/A.java",
        "module/src/integrationTest/java/A.java",
        "tests/A.java",
        "src/main/java/ATests.java",
        "src/it/A.java"
      })
  void reportsUnusedDeclarationsOfTests(String path) throws InterruptedException {
    String text = "class A {\n  private int gone;\n}\n";

    FixResult result = rewrite(path, text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.keptCode())
        .extracting(Finding::line, Finding::message)
        .containsExactly(tuple(2, "gone is not used, but is kept: it is in test sources"));
  }

  @Test
  void removesFromFilesWithSimilarNames() throws InterruptedException {
    assertThat(rewrite("latest/Latest.java", "class A { private int gone; }").source().text())
        .doesNotContain("gone");
  }

  @Test
  void keepsMembersThatCallerMayLookUp() throws InterruptedException {
    String text = "class A { private int gone; }";
    SourceFiles.write(
        target,
        "src/B.java",
        "class B { Object f(A a) { return a.getClass().getDeclaredFields(); } }");

    assertThat(fix(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Gson().toJson(new A())",
        "new com.google.gson.GsonBuilder().create().fromJson(s, A.class)",
        "new XStream().toXML(new A())",
        "mapper.setVisibility(PropertyAccessor.FIELD, ANY).writeValueAsString(new A())"
      })
  void keepsFieldsThatLibrariesSerialize(String call) throws InterruptedException {
    String text = "class A { private int gone; }";
    SourceFiles.write(
        target, "src/B.java", "class B { Object f(String s) { return " + call + "; } }");

    assertThat(fix(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private void setId(Long id) { }",
        "private Long getId() { return null; }",
        "private boolean isNew() { return true; }",
        "// CHECKSTYLE:OFF the wire format\n  private static final int OLD = 1;",
        "// @formatter:off\n  private int[] old = {1,  2};",
        "/* CPD-OFF */\n  private void old() {}",
        "// tag::x[]\n  private void old() {}",
        "//#if MC>=11600\n  private void old() {}",
        "// region x\n  private void old() {}",
        "private void old() {} // spotless:off"
      })
  void keepsAccessorsAndWhatHasADirective(String member) throws InterruptedException {
    String text = "class A {\n  " + member + "\n}\n";

    FixResult result = rewrite(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.keptCode())
        .singleElement()
        .extracting(Finding::rule)
        .isEqualTo(FixResult.KEPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private static void setUp(int id) { }",
        "private void settle(Long id) { }",
        "private void getAll(int from) { }",
        "private int issue() { return 1; }",
        "// the region of checks\n  private void old() {}",
        "// turned off\n  private void old() {}"
      })
  void removesWhatOnlyLooksLikeThese(String member) throws InterruptedException {
    assertThat(fix("class A {\n  " + member + "\n}\n")).isEqualTo("class A {\n}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "src/Network.java | class Network { Object f() { return GsonConverterFactory.create(); } }",
        "src/T.java | import com.google.gson.annotations.SerializedName; class T {}",
        "src/Network.kt | val f = MoshiConverterFactory.create()",
        "build.gradle | dependencies { implementation 'com.google.code.gson:gson:2.11.0' }",
        "src/main/resources/application.properties | spring.jackson.visibility.field=any"
      })
  void keepsFieldsOfAllClassesIfALibraryReadsFields(String path, String other)
      throws InterruptedException {
    SourceFiles.write(target, path, other + "\n");

    assertThat(fix("class A { private final String scope = \"read\"; }")).contains("scope");
    assertThat(fix("class A { private static final String SCOPE = \"read\"; }"))
        .doesNotContain("SCOPE");
    assertThat(fix("class A { private void gone() {} }")).doesNotContain("gone");
  }

  @Test
  void keepsFieldsOfAllClassesIfYamlSaysSo() throws InterruptedException {
    SourceFiles.write(
        target, "application.yml", "spring:\n  jackson:\n    visibility:\n      field: any\n");

    assertThat(fix("class A { private int kept; }")).contains("kept");
  }

  @Test
  void keepsFieldsOfClassesWithAnyInterface() throws InterruptedException {
    assertThat(fix("class A implements DomainEvent { private int kept; }")).contains("kept");
    assertThat(fix("class A implements DomainEvent { private static int gone; }"))
        .doesNotContain("gone");
  }

  @Test
  void keepsMembersOfClassThatIsPassedToReflectiveClass() throws InterruptedException {
    String text = "class A { private int gone; }";
    SourceFiles.write(
        target, "src/Dump.kt", "class Dump { fun f(o: Any) = o.javaClass.getDeclaredFields() }");
    SourceFiles.write(
        target, "src/C.java", "class C { Object f() { return new Dump().f(new A()); } }");

    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void removesWhenReflectionReachesOtherClasses() throws InterruptedException {
    SourceFiles.write(
        target,
        "src/B.java",
        "class B { Object f(C c) { return c.getClass().getDeclaredFields(); } }");

    assertThat(fix("class A { private int gone; }")).doesNotContain("gone");
  }
}

package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.duplicates.Detector.Duplicate;
import dev.pawl.tool.duplicates.Detector.Place;
import dev.pawl.workspace.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sourceforge.pmd.cpd.CPDConfiguration;
import net.sourceforge.pmd.cpd.CpdAnalysis;
import net.sourceforge.pmd.cpd.Mark;
import net.sourceforge.pmd.lang.LanguageRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorTests {

  private final Lexer lexer = new Lexer();
  private final List<TokenFile> files = new ArrayList<>();

  private DetectorTests with(String path, String text) {
    files.add(lexer.read(path, Language.of(path).orElseThrow(), text));
    return this;
  }

  private List<String> found(int window) {
    return new Detector(window).find(files).stream().map(DetectorTests::text).sorted().toList();
  }

  private static String text(Duplicate duplicate) {
    return text(duplicate.first()) + " = " + text(duplicate.second());
  }

  private static String text(Place place) {
    return "%s:%d-%d(%d)"
        .formatted(place.file().path(), place.firstLine(), place.lastLine(), place.tokens());
  }

  /** Lines that are all different, five tokens each. */
  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "v" + i + " = f" + i + " ;\n")
        .collect(Collectors.joining());
  }

  @Test
  void findsARunInTwoFilesAtItsFullLength() {
    with("a.java", "x\n" + lines(0, 10)).with("b.java", "y\ny\n" + lines(0, 10) + "z\n");

    assertThat(found(20)).containsExactly("a.java:2-11(40) = b.java:3-12(40)");
  }

  @Test
  void findsThreePlacesAsAChain() {
    with("a.java", lines(0, 5)).with("b.java", lines(0, 5)).with("c.java", lines(0, 5));

    assertThat(found(20))
        .containsExactly("a.java:1-5(20) = b.java:1-5(20)", "b.java:1-5(20) = c.java:1-5(20)");
  }

  @Test
  void findsARunWithinOneFile() {
    with("a.java", lines(0, 6) + "other\n" + lines(0, 6));

    assertThat(found(20)).containsExactly("a.java:1-6(24) = a.java:8-13(24)");
  }

  @Test
  void doesNotCountARunThatLiesOverItself() {
    with("a.java", "0, ".repeat(500));

    assertThat(found(300)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"20, 1", "21, 0"})
  void countsARunFromTheWindowOn(int window, int count) {
    with("a.java", lines(0, 5)).with("b.java", "x " + lines(0, 5));

    assertThat(found(window)).hasSize(count);
  }

  @Test
  void doesNotMindLayoutAndComments() {
    with("a.java", lines(0, 5)).with("b.java", lines(0, 5).replace("\n", " // c\n\n/* d\n */"));

    assertThat(found(20)).hasSize(1);
  }

  @Test
  void mindsNamesAndLanguages() {
    with("a.java", lines(0, 5))
        .with("b.java", lines(0, 5).replace('v', 'w'))
        .with("c.py", lines(0, 5));

    assertThat(found(20)).isEmpty();
  }

  @Test
  void leavesOutImports() {
    String imports = "import a.b.c.d;\n".repeat(3) + "import x.y.z;\n".repeat(3);
    with("a.java", imports).with("b.java", imports);

    assertThat(files.getFirst().tokens()).isEmpty();
  }

  @Test
  void readsStringsAsOneTokenAndKeepsItsLinesRight() {
    with("a.java", "a \"b // c \\\" d\" 'e' \"\"\"\nf\ng\"\"\" h\n");
    with("b.rs", "fn f<'a>(x: &'a str) {}");
    with("c.py", "x = '''\n# no comment\n''' # comment\ny");
    with("d.js", "`a\nb` c");

    assertThat(files.get(0).tokens()).hasSize(5);
    assertThat(files.get(0).lines()).containsExactly(1, 1, 1, 1, 3);
    assertThat(files.get(1).lines()).isNotEmpty().containsOnly(1);
    assertThat(files.get(2).lines()).containsExactly(1, 1, 1, 4);
    assertThat(files.get(3).lines()).containsExactly(1, 2);
  }

  /** The oracle: on real code both mark the same lines, but for what a lexer of the language knows better. */
  @Test
  void agreesWithThePmdCopyPasteDetector() throws Exception {
    int window = 40;
    List<Path> sources;
    try (var below = Files.walk(Path.of("src"))) {
      sources = below.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
    for (Path source : sources) {
      with(source.toString(), Files.readString(source));
    }
    Set<String> theirs = byPmd(sources, window);

    assertThat(theirs).hasSizeGreaterThan(100);
    assertThat(shared(theirs, byUs(window))).isGreaterThanOrEqualTo(0.9);
    // PMD does not count semicolons, so the same run has fewer tokens for it.
    assertThat(shared(byUs(window * 5 / 4), theirs)).isGreaterThanOrEqualTo(0.9);
  }

  private Set<String> byUs(int window) {
    var lines = new HashSet<String>();
    for (Duplicate duplicate : new Detector(window).find(files)) {
      add(lines, duplicate.first());
      add(lines, duplicate.second());
    }
    return lines;
  }

  private static double shared(Set<String> some, Set<String> others) {
    return (double) some.stream().filter(others::contains).count() / some.size();
  }

  private static void add(Set<String> lines, Place place) {
    IntStream.rangeClosed(place.firstLine(), place.lastLine())
        .forEach(line -> lines.add(place.file().path() + ":" + line));
  }

  private static Set<String> byPmd(List<Path> sources, int window) throws IOException {
    var configuration = new CPDConfiguration();
    configuration.setOnlyRecognizeLanguage(LanguageRegistry.CPD.getLanguageById("java"));
    configuration.setMinimumTileSize(window);
    configuration.setSourceEncoding(StandardCharsets.UTF_8);
    var lines = new HashSet<String>();
    try (var analysis = CpdAnalysis.create(configuration)) {
      for (Path source : sources) {
        analysis.files().addFile(source);
      }
      analysis.performAnalysis(report ->
          report
              .getMatches()
              .forEach(match -> {
                for (Mark mark : match.getMarkSet()) {
                  var at = mark.getLocation();
                  String path = at.getFileId().getOriginalPath();
                  IntStream.rangeClosed(at.getStartLine(), at.getEndLine())
                      .forEach(line -> lines.add(path + ":" + line));
                }
              }));
    }
    return lines;
  }
}

package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.sourceforge.pmd.cpd.CPDConfiguration;
import net.sourceforge.pmd.cpd.CpdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the detector and CPD find the same duplicates in the sources of this project. */
class DuplicatesOracleTests {

  private static final Path SOURCES = Path.of("src/main/java");
  private static List<Path> files = List.of();

  @BeforeAll
  static void listSources() throws IOException {
    try (var all = Files.walk(SOURCES)) {
      files = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 30})
  void agreesWithCpdOnOurOwnSources(int minimum) throws IOException {
    Map<String, BitSet> ours = ours(minimum);
    Map<String, BitSet> theirs = theirs(minimum);

    assertThat(lines(theirs)).as("there is something to agree on").isGreaterThan(20);
    assertThat(common(ours, theirs) * 100)
        .as("%d lines of CPD, %d of ours", lines(theirs), lines(ours))
        .isGreaterThanOrEqualTo(lines(theirs) * 90)
        .isGreaterThanOrEqualTo(lines(ours) * 90);
  }

  private static Map<String, BitSet> ours(int minimum) throws IOException {
    var tokens = new Tokens(Language.JAVA);
    for (Path file : files) {
      tokens.add(file.toString(), Files.readString(file));
    }
    return DuplicatedLines.of(Duplicates.in(tokens, minimum));
  }

  private static Map<String, BitSet> theirs(int minimum) throws IOException {
    var java = LanguageRegistry.CPD.getLanguageById("java");
    var configuration = new CPDConfiguration(LanguageRegistry.singleton(java));
    configuration.setMinimumTileSize(minimum);
    var lines = new HashMap<String, BitSet>();
    try (CpdAnalysis analysis = CpdAnalysis.create(configuration)) {
      files.forEach(file -> analysis.files().addFile(file, java));
      analysis.performAnalysis(report ->
          report
              .getMatches()
              .forEach(match ->
                  match
                      .getMarkSet()
                      .forEach(mark -> {
                        var at = mark.getLocation();
                        Path file = Path.of(at.getFileId().getAbsolutePath());
                        lines
                            .computeIfAbsent(
                                Path.of("").toAbsolutePath().relativize(file).toString(),
                                path -> new BitSet())
                            .set(at.getStartLine(), at.getEndLine() + 1);
                      })));
    }
    return lines;
  }

  private static long common(Map<String, BitSet> some, Map<String, BitSet> others) {
    return some.entrySet().stream()
        .mapToLong(entry -> {
          BitSet both = (BitSet) entry.getValue().clone();
          both.and(others.getOrDefault(entry.getKey(), new BitSet()));
          return both.cardinality();
        })
        .sum();
  }

  private static long lines(Map<String, BitSet> files) {
    return files.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}

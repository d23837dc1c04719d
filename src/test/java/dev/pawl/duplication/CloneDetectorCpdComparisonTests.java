package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
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
class CloneDetectorCpdComparisonTests {

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
  void agreesWithCpdOnProjectSources(int minimum) throws IOException {
    Map<String, BitSet> detected = detectedLines(minimum);
    Map<String, BitSet> cpd = cpdLines(minimum);

    assertThat(countLines(cpd)).as("there is something to agree on").isGreaterThan(20);
    assertThat(commonLines(detected, cpd) * 100)
        .as("%d lines of CPD, %d of ours", countLines(cpd), countLines(detected))
        .isGreaterThanOrEqualTo(countLines(cpd) * 90)
        .isGreaterThanOrEqualTo(countLines(detected) * 90);
  }

  private static Map<String, BitSet> detectedLines(int minimum) throws IOException {
    var tokens = new TokenTable(Language.JAVA);
    for (Path file : files) {
      tokens.add(file.toString(), Files.readString(file));
    }
    return ClonedLines.byFile(CloneDetector.findExact(tokens, minimum));
  }

  private static Map<String, BitSet> cpdLines(int minimum) throws IOException {
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

  private static long commonLines(Map<String, BitSet> first, Map<String, BitSet> second) {
    return first.entrySet().stream()
        .mapToLong(entry -> {
          BitSet both = (BitSet) entry.getValue().clone();
          both.and(second.getOrDefault(entry.getKey(), new BitSet()));
          return both.cardinality();
        })
        .sum();
  }

  private static long countLines(Map<String, BitSet> files) {
    return files.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}

package dev.pawl.java;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Keeps the violations that PMD found in files, by their tokens. A file that differs from an earlier one only in its
 * layout has the same violations at the same tokens, and needs no second analysis. Files whose violations may depend on
 * the layout are not kept.
 */
final class FindingsByTokens {

  private static final int MAX_FILES = 20_000;

  /** The time between the steps of a workflow before and after a formatter, and a clear of the cache has an effect soon. */
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  /** A message that names a line. */
  private static final Pattern LINE_NUMBER = Pattern.compile("\\blines? \\d");

  /** The comment that suppresses the violations of its own line. */
  private static final String LINE_SUPPRESSION = "NOPMD";

  /** The order of the violations of a file, those that the code suppresses last. */
  static final Comparator<Finding> REPORT_ORDER =
      Comparator.comparing(Finding::isSuppressed)
          .thenComparingInt(Finding::line)
          .thenComparingInt(Finding::column)
          .thenComparing(Finding::message)
          .thenComparingInt(Finding::endLine)
          .thenComparing(Finding::rule);

  private final Cache<Key, AnalysedFile> kept =
      Caffeine.newBuilder().maximumSize(MAX_FILES).expireAfterWrite(MAX_AGE).softValues().build();

  /**
   * Returns the violations of a file.
   *
   * @param style whether they include those of rules about style
   * @return empty if the last analysed file with the same path had other tokens
   */
  Optional<List<Finding>> find(SourceFile source, boolean style) {
    AnalysedFile analysed = kept.getIfPresent(new Key(source.path(), style));
    if (analysed == null || dependsOnLayout(source)) {
      return Optional.empty();
    }
    TokenPositions tokens = TokenPositions.of(source.text());
    return Optional.of(analysed.findings())
        .filter(findings -> analysed.digest().equals(tokens.digest()))
        .map(findings ->
            findings.stream().map(finding -> finding.in(tokens)).sorted(REPORT_ORDER).toList());
  }

  /** Keeps the violations of a file, if each of them starts and ends with a token. */
  void add(SourceFile source, boolean style, List<Finding> findings) {
    if (dependsOnLayout(source)) {
      return;
    }
    TokenPositions tokens = TokenPositions.of(source.text());
    var located = new ArrayList<FindingAtTokens>();
    for (Finding finding : findings) {
      OptionalInt first = tokens.startingAt(finding.line(), finding.column());
      OptionalInt last = tokens.endingAt(finding.endLine(), finding.endColumn());
      if (first.isEmpty() || last.isEmpty() || LINE_NUMBER.matcher(finding.message()).find()) {
        return;
      }
      located.add(new FindingAtTokens(finding, first.getAsInt(), last.getAsInt()));
    }
    kept.put(
        new Key(source.path(), style), new AnalysedFile(tokens.digest(), List.copyOf(located)));
  }

  /** PMD counts lines that end with a single carriage return in another way. */
  private static boolean dependsOnLayout(SourceFile source) {
    String text = source.text();
    return text.contains(LINE_SUPPRESSION) || text.replace("\r\n", "\n").indexOf('\r') >= 0;
  }

  private record Key(String path, boolean style) {}

  private record AnalysedFile(String digest, List<FindingAtTokens> findings) {}

  private record FindingAtTokens(Finding finding, int first, int last) {

    Finding in(TokenPositions tokens) {
      TokenPositions.Position start = tokens.start(first);
      TokenPositions.Position end = tokens.end(last);
      Finding moved =
          Finding.at(
                  finding.file(),
                  start.line(),
                  start.column(),
                  finding.severity(),
                  finding.tool(),
                  finding.rule(),
                  finding.message())
              .withEnd(end.line(), end.column());
      return finding.suppression() == null ? moved : moved.withSuppression(finding.suppression());
    }
  }
}

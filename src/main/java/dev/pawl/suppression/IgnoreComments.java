package dev.pawl.suppression;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.rule.RulePattern;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code pawl:ignore} comments of some files. Remembers which of them have suppressed a finding. */
final class IgnoreComments {

  private final Map<String, List<IgnoreComment>> byFile;
  private final RuleCatalog rules;
  private final Set<IgnoreComment> used = new HashSet<>();

  IgnoreComments(List<IgnoreComment> comments, RuleCatalog rules) {
    this.byFile = comments.stream().collect(Collectors.groupingBy(IgnoreComment::file));
    this.rules = rules;
  }

  /** Returns the findings, marked where a comment suppresses them. Those that are marked already stay as they are. */
  List<Finding> suppress(List<Finding> findings) {
    return byFile.isEmpty() ? findings : findings.stream().map(this::suppress).toList();
  }

  private Finding suppress(Finding finding) {
    if (finding.isSuppressed()) {
      return finding;
    }
    List<IgnoreComment> suppressing =
        files(finding)
            .distinct()
            .flatMap(file -> byFile.getOrDefault(file, List.of()).stream())
            .filter(comment -> comment.suppresses(finding))
            .toList();
    used.addAll(suppressing);
    return suppressing.isEmpty()
        ? finding
        : finding.withSuppression(
            new Suppression(IgnoreComment.MARKER, suppressing.getFirst().reason()));
  }

  private static Stream<String> files(Finding finding) {
    List<RelatedLocation> others = finding.relatedLocations();
    return others == null
        ? Stream.of(finding.file())
        : Stream.concat(Stream.of(finding.file()), others.stream().map(RelatedLocation::file));
  }

  private Optional<Finding> fault(IgnoreComment comment) {
    if (comment.rule().isEmpty()) {
      return Optional.of(
          finding(
              comment,
              Severity.WARNING,
              SuppressionRules.INCOMPLETE,
              "pawl:ignore has no effect because it names no rule; write pawl:ignore RULE reason"));
    }
    Optional<String> unknown = rules.findFault(comment.rule());
    if (unknown.isPresent()) {
      return Optional.of(
          finding(
              comment,
              Severity.WARNING,
              SuppressionRules.UNKNOWN_RULE,
              "pawl:ignore has no effect because %s %s".formatted(comment.rule(), unknown.get())));
    }
    return comment.reason().isEmpty()
        ? Optional.of(
            finding(
                comment,
                Severity.WARNING,
                SuppressionRules.INCOMPLETE,
                "pawl:ignore has no effect because it states no reason; write pawl:ignore %s reason"
                    .formatted(comment.rule())))
        : Optional.empty();
  }

  /**
   * Returns a finding for each comment that has no effect, because its rule or reason is missing or unknown, and for each
   * that has suppressed nothing.
   *
   * @param examined whether a tool has examined a file; {@code pawl} stands for the examination of the comments
   */
  List<Finding> findFaults(BiPredicate<String, String> examined) {
    return all().flatMap(comment -> findFault(comment, examined).stream()).toList();
  }

  private Optional<Finding> findFault(IgnoreComment comment, BiPredicate<String, String> examined) {
    Optional<Finding> fault = fault(comment);
    if (fault.isPresent()) {
      return fault.filter(finding -> examined.test(SuppressionRules.TOOL, comment.file()));
    }
    boolean unused =
        !used.contains(comment)
            && examined.test(RulePattern.of(comment.rule()).tool(), comment.file());
    return unused
        ? Optional.of(
            finding(
                comment,
                Severity.INFO,
                SuppressionRules.UNUSED,
                "pawl:ignore %s suppresses nothing and can be removed".formatted(comment.rule())))
        : Optional.empty();
  }

  private Stream<IgnoreComment> all() {
    return byFile.values().stream().flatMap(List::stream);
  }

  private static Finding finding(
      IgnoreComment comment, Severity severity, String rule, String message) {
    return Finding.at(
        comment.file(), comment.line(), 0, severity, SuppressionRules.TOOL, rule, message);
  }
}

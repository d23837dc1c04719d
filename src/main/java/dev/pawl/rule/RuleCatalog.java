package dev.pawl.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** All rules that findings can violate. */
@Component
public class RuleCatalog {

  private static final int MAX_SUGGESTIONS = 5;

  private final ObjectProvider<RuleProvider> providers;
  private final SingletonSupplier<List<Rule>> constantRules;

  RuleCatalog(ObjectProvider<RuleProvider> providers) {
    this.providers = providers;
    // Read on the first use: the rules of PMD take a second to load.
    this.constantRules =
        SingletonSupplier.of(() -> {
          var examples = new RuleExamples();
          return sorted(read(provider -> !provider.isDynamic()).map(examples::addTo));
        });
  }

  private Stream<Rule> read(Predicate<RuleProvider> selected) {
    return providers.stream().filter(selected).map(RuleProvider::rules).flatMap(Collection::stream);
  }

  /** Returns each rule once, sorted by identifier. */
  private static List<Rule> sorted(Stream<Rule> rules) {
    return rules
        .collect(Collectors.toMap(Rule::id, Function.identity(), (first, same) -> first))
        .values()
        .stream()
        .sorted(Comparator.comparing(Rule::id))
        .toList();
  }

  /** Returns all rules, sorted by identifier. */
  public List<Rule> rules() {
    List<Rule> changing = read(RuleProvider::isDynamic).toList();
    return changing.isEmpty()
        ? constantRules.obtain()
        : sorted(Stream.concat(constantRules.obtain().stream(), changing.stream()));
  }

  /** Returns the rule with an identifier. */
  public Optional<Rule> find(String id) {
    return rules().stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** Returns whether a rule or a glob of rules stands for at least one rule. */
  public boolean isKnown(String rule) {
    return rules().stream().anyMatch(known -> matches(rule, known.id()));
  }

  private static boolean matches(String requested, String known) {
    return requested.equals(known)
        || SeverityResolver.isPattern(requested) && SeverityResolver.glob(requested).matches(known)
        || SeverityResolver.isPattern(known) && SeverityResolver.glob(known).matches(requested);
  }

  /** Returns at most five rules whose identifier or name is similar to a text, the most similar one first. */
  public List<String> similar(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, text.length() / 4);
    var distance = new LevenshteinDistance(limit);
    record Candidate(String id, int distance) {}
    return rules().stream()
        .map(rule -> {
          String id = rule.id().toLowerCase(Locale.ROOT);
          String name = id.substring(id.indexOf('/') + 1);
          int nearest =
              Stream.of(id, name)
                  .mapToInt(known -> distance.apply(known, lower))
                  .filter(edits -> edits >= 0)
                  .min()
                  .orElse(Integer.MAX_VALUE);
          return new Candidate(rule.id(), nearest);
        })
        .filter(candidate -> candidate.distance() <= limit)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::id))
        .limit(MAX_SUGGESTIONS)
        .map(Candidate::id)
        .toList();
  }

  /** Returns the reason why a rule or a glob of rules is not accepted, with similar rules; empty if it is. */
  public Optional<String> findFault(String rule) {
    return findFault(rule, List.of());
  }

  /**
   * Returns the reason why a rule or a glob of rules is not accepted for a target.
   *
   * @param ofTarget the rules that the target itself defines
   */
  public Optional<String> findFault(String rule, List<Rule> ofTarget) {
    if (isKnown(rule) || ofTarget.stream().anyMatch(known -> matches(rule, known.id()))) {
      return Optional.empty();
    }
    List<String> similar = similar(rule);
    String hint =
        similar.isEmpty()
            ? "GET /api/v1/rules lists all rules"
            : "similar rules: " + String.join(", ", similar);
    return Optional.of("is not a known rule; " + hint);
  }
}

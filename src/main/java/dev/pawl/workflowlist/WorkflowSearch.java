package dev.pawl.workflowlist;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * A search for workflows by people: a filter, and texts that need not match as a whole.
 *
 * @param targets the texts that the path or URL of the target must contain
 * @param rules the rules of findings that the workflow must have, as {@code tool/rule} or only the name of the rule
 * @param words the texts that the id, the target, the branch or the subject of the commit must contain
 */
public record WorkflowSearch(
    WorkflowFilter filter, List<String> targets, List<String> rules, List<String> words) {

  private static final String HAS_RULE =
      """
      (exists (select from phase p join step s on s.phase_id = p.id join finding f on f.step_id = s.id
        where p.workflow_id = ? and (f.rule = ? or f.tool || '/' || f.rule = ?)))\
      """;

  Specification<WorkflowListEntry> toSpecification(@Nullable String callerProject) {
    return filter.toSpecification(callerProject).and(matchesTexts());
  }

  private Specification<WorkflowListEntry> matchesTexts() {
    return (row, query, criteria) -> {
      var predicates = new ArrayList<Predicate>();
      for (String target : targets) {
        predicates.add(contains(criteria, row.get("targetName"), target));
      }
      for (String word : words) {
        predicates.add(
            criteria.or(
                contains(criteria, row.get("name"), word),
                contains(criteria, row.get("targetName"), word),
                contains(criteria, row.get("revision").get("ref"), word),
                contains(criteria, row.get("revision").get("subject"), word)));
      }
      var hibernate = (HibernateCriteriaBuilder) criteria;
      for (String rule : rules) {
        predicates.add(
            criteria.isTrue(
                hibernate.sql(
                    HAS_RULE,
                    Boolean.class,
                    row.get("id"),
                    hibernate.value(rule),
                    hibernate.value(rule))));
      }
      return criteria.and(predicates);
    };
  }

  private static Predicate contains(
      CriteriaBuilder criteria, Expression<String> text, String part) {
    String escaped = part.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", "\\\\$0");
    return criteria.like(criteria.lower(text), "%" + escaped + "%", '\\');
  }
}

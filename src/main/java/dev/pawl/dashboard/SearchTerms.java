package dev.pawl.dashboard;

import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflowlist.WorkflowFilter;
import dev.pawl.workflowlist.WorkflowSearch;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The terms of the search box, such as {@code status:failed branch:main "fix the build"}; a term without a key matches
 * the id, the target, the branch or the subject of the commit.
 *
 * @param errors what is wrong with the text; the search finds nothing if this is not empty
 */
record SearchTerms(WorkflowSearch search, List<String> errors) {

  private static final Pattern TERM = Pattern.compile("(?:([a-z_]+):)?(?:\"([^\"]*)\"?|(\\S+))");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{4,40}");
  private static final String KEYS =
      "status, target, label, rule, branch, commit, type, session, after, before";
  private static final int MAX_LENGTH = 500;

  static SearchTerms parse(String text) {
    var reader = new Reader();
    if (text.length() > MAX_LENGTH) {
      reader.errors.add("A search has at most %d characters.".formatted(MAX_LENGTH));
    } else {
      Matcher terms = TERM.matcher(text.strip());
      while (terms.find()) {
        String value = terms.group(2) == null ? terms.group(3) : terms.group(2);
        reader.add(terms.group(1), value);
      }
    }
    return new SearchTerms(reader.search(), List.copyOf(reader.errors));
  }

  /** Returns the search, limited to some statuses in addition to those of its terms. */
  WorkflowSearch within(List<WorkflowStatus> statuses) {
    WorkflowFilter filter = search.filter();
    var accepted = new ArrayList<>(statuses);
    if (!filter.status().isEmpty()) {
      accepted.retainAll(filter.status());
    }
    return new WorkflowSearch(
        withStatus(filter, accepted), search.targets(), search.rules(), search.words());
  }

  private static WorkflowFilter withStatus(WorkflowFilter filter, List<WorkflowStatus> statuses) {
    return new WorkflowFilter(
        statuses,
        filter.type(),
        filter.target(),
        filter.session(),
        filter.endedReason(),
        filter.createdAfter(),
        filter.createdBefore(),
        filter.startedBefore(),
        filter.labels(),
        filter.project(),
        filter.repository(),
        filter.branch(),
        filter.commit());
  }

  /** Collects the terms. */
  private static final class Reader {

    private final List<String> errors = new ArrayList<>();
    private final List<WorkflowStatus> statuses = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private @Nullable String type;
    private @Nullable String branch;
    private @Nullable String commit;
    private @Nullable UUID session;
    private @Nullable Instant createdAfter;
    private @Nullable Instant createdBefore;

    private void add(@Nullable String key, String value) {
      if (value.isEmpty()) {
        errors.add("A value must follow \"%s:\".".formatted(key));
        return;
      }
      switch (key) {
        case null -> words.add(value);
        case "status" -> addStatus(value);
        case "target" -> targets.add(value);
        case "rule" -> rules.add(value);
        case "label" -> addLabel(value);
        case "branch" -> branch = value;
        case "type" -> type = value;
        case "commit" -> addCommit(value.toLowerCase(Locale.ROOT));
        case "session" -> addSession(value);
        case "after" -> createdAfter = parseDay(value);
        case "before" -> createdBefore = parseDay(value);
        // Such as an address, which contains a colon too.
        case String scheme when value.startsWith("//") -> words.add(scheme + ":" + value);
        case String unknown ->
            errors.add("There is no term \"%s:\"; there are %s.".formatted(unknown, KEYS));
      }
    }

    private void addStatus(String value) {
      Arrays.stream(WorkflowStatus.values())
          .filter(status -> status.value().equals(value))
          .findFirst()
          .ifPresentOrElse(
              statuses::add,
              () ->
                  errors.add(
                      "\"%s\" is no status; there are %s."
                          .formatted(
                              value,
                              Arrays.stream(WorkflowStatus.values())
                                  .map(WorkflowStatus::value)
                                  .collect(Collectors.joining(", ")))));
    }

    private void addLabel(String value) {
      int equals = value.indexOf('=');
      if (equals < 1) {
        errors.add("A label is written as label:name=value, not \"label:%s\".".formatted(value));
      } else {
        labels.put(value.substring(0, equals), value.substring(equals + 1));
      }
    }

    private void addCommit(String value) {
      if (COMMIT.matcher(value).matches()) {
        commit = value;
      } else {
        errors.add("\"%s\" is no commit: at least 4 hexadecimal digits.".formatted(value));
      }
    }

    /** Returns the start of a day in UTC; null after an error. */
    private @Nullable Instant parseDay(String value) {
      try {
        return LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeParseException invalid) {
        errors.add("\"%s\" is no day, such as 2026-01-31.".formatted(value));
        return null;
      }
    }

    private void addSession(String value) {
      try {
        session = UUID.fromString(value);
      } catch (IllegalArgumentException invalid) {
        errors.add("\"%s\" is no session id (UUID).".formatted(value));
      }
    }

    private WorkflowSearch search() {
      var filter =
          new WorkflowFilter(
              List.copyOf(statuses),
              type,
              null,
              session,
              null,
              createdAfter,
              createdBefore,
              null,
              labels,
              null,
              null,
              branch,
              commit);
      return new WorkflowSearch(
          filter, List.copyOf(targets), List.copyOf(rules), List.copyOf(words));
    }
  }
}

package dev.pawl.workflow;

import dev.pawl.workflow.InvalidRequest.Fault;
import dev.pawl.workflow.WorkflowQueries.Filter;
import dev.pawl.workspace.Workspaces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** REST controller for the filtered and paged list of workflows. */
@RestController
@RequestMapping("/api/v1/workflows")
@Tag(name = "workflows")
class WorkflowListController {

  private static final String LABEL = "label.";

  private final WorkflowQueries queries;
  private final Workspaces workspaces;

  WorkflowListController(WorkflowQueries queries, Workspaces workspaces) {
    this.queries = queries;
    this.workspaces = workspaces;
  }

  /** A page of workflows; {@code nextCursor} is absent on the last page. */
  @Schema(name = "Page")
  record Page(List<WorkflowSummary> items, @Nullable String nextCursor, @Nullable Long total) {}

  @GetMapping
  @Operation(
      summary = "List workflows, newest first",
      description =
          "Filter by labels with label.<name>=<value>. The Link header contains the next page.")
  ResponseEntity<Page> list(
      @RequestParam(required = false) @Nullable List<String> status,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(name = "session_id", required = false) @Nullable String session,
      @RequestParam(name = "ended_reason", required = false) @Nullable String endedReason,
      @RequestParam(name = "created_after", required = false) @Nullable String createdAfter,
      @RequestParam(name = "created_before", required = false) @Nullable String createdBefore,
      @RequestParam(required = false) @Nullable String project,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "20") int limit,
      @Parameter(description = "total: count all matching workflows, which is slow")
          @RequestParam(required = false)
          @Nullable String include,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> all) {
    var faults = new ArrayList<Fault>();
    var filter =
        new Filter(
            status == null
                ? List.of()
                : status.stream()
                    .flatMap(word -> word("status", word, WorkflowStatus.values(), faults).stream())
                    .toList(),
            type,
            target == null ? null : workspaces.targetName(target),
            InvalidRequest.read(
                "session_id", session, UUID::fromString, "is not a session ID", faults),
            endedReason == null
                ? null
                : word("ended_reason", endedReason, EndedReason.values(), faults).orElse(null),
            InvalidRequest.readTime("created_after", createdAfter, faults),
            InvalidRequest.readTime("created_before", createdBefore, faults),
            labels(all),
            project);
    UUID before =
        InvalidRequest.read(
            "cursor", cursor, UUID::fromString, "is not a cursor of this list", faults);
    if (limit < 1 || limit > 200) {
      faults.add(new Fault("limit", "must be from 1 to 200"));
    }
    if (!faults.isEmpty()) {
      throw new InvalidRequest(faults);
    }
    List<Map.Entry<UUID, WorkflowSummary>> found = queries.list(filter, before, limit + 1);
    boolean more = found.size() > limit;
    var items = found.stream().limit(limit).map(Map.Entry::getValue).toList();
    String next = more ? found.get(limit - 1).getKey().toString() : null;
    var response = ResponseEntity.ok();
    if (next != null) {
      response.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(nextPage(all, next)));
    }
    return response.body(
        new Page(items, next, "total".equals(include) ? queries.count(filter) : null));
  }

  private static String nextPage(MultiValueMap<String, String> parameters, String cursor) {
    return UriComponentsBuilder.fromPath("/api/v1/workflows")
        .queryParams(parameters)
        .replaceQueryParam("cursor", cursor)
        .encode()
        .build()
        .toUriString();
  }

  private static Map<String, String> labels(MultiValueMap<String, String> parameters) {
    var labels = new TreeMap<String, String>();
    parameters
        .toSingleValueMap()
        .forEach((name, value) -> {
          if (name.startsWith(LABEL)) {
            labels.put(name.substring(LABEL.length()), value);
          }
        });
    return labels;
  }

  private static <E extends Enum<E>> Optional<E> word(
      String name, String word, E[] words, List<Fault> faults) {
    Optional<E> found =
        Arrays.stream(words)
            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
            .findFirst();
    if (found.isEmpty()) {
      var known = Arrays.stream(words).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
      faults.add(new Fault(name, "%s is not one of %s".formatted(word, String.join(", ", known))));
    }
    return found;
  }
}

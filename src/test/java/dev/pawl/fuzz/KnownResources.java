package dev.pawl.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ids and names of existing resources by kind, learned from responses. */
public final class KnownResources {

  private static final int MAX_PER_KIND = 40;

  private final Map<String, List<String>> resources = new ConcurrentHashMap<>();

  /** Adds a resource of a kind; above the limit, an old one is evicted, but never one of the first ten. */
  public void add(String kind, String resource) {
    List<String> ofKind = resources.computeIfAbsent(kind, key -> new CopyOnWriteArrayList<>());
    if (!ofKind.contains(resource)) {
      ofKind.add(resource);
    }
    if (ofKind.size() > MAX_PER_KIND) {
      ofKind.remove(10);
    }
  }

  /** Removes a deleted resource, so that requests refer to existing ones. */
  public void remove(String resource) {
    resources.values().forEach(ofKind -> ofKind.remove(resource));
  }

  Optional<String> pick(String kind, Random random) {
    List<String> ofKind = List.copyOf(resources.getOrDefault(kind, List.of()));
    return ofKind.isEmpty()
        ? Optional.empty()
        : Optional.of(ofKind.get(random.nextInt(Math.min(MAX_PER_KIND, ofKind.size()))));
  }

  /** Adds the resources that a response mentions. */
  public void addFrom(FuzzResponse response) {
    if (response.status() >= 300 || !response.type().equals("application/json")) {
      return;
    }
    try {
      JsonNode body = JsonMapper.shared().readTree(response.body());
      addField(body, "workflow_id", "workflow");
      addField(body, "session_id", "session");
      addField(body, "archive_id", "archive");
      addField(body, "schedule_id", "schedule");
      addField(body, "credential_id", "credential");
      addField(body, "baseline_id", "baseline");
      addField(body, "next_cursor", "cursor");
      addField(body.path("token"), "token_id", "token");
      for (JsonNode item : body.path("items")) {
        addField(item, "callback_id", "callback");
        addField(item, "fingerprint", "fingerprint");
        addField(item.path("finding"), "fingerprint", "fingerprint");
      }
      body.path("phases")
          .forEach(phase -> phase.path("steps").forEach(step -> addField(step, "name", "step")));
    } catch (JacksonException e) {
      // Validated elsewhere.
    }
    if (response.header("etag").length() > 2) {
      add("etag", response.header("etag"));
    }
  }

  private void addField(JsonNode node, String field, String kind) {
    if (node.path(field).isString()) {
      add(kind, node.get(field).asString());
    }
  }
}

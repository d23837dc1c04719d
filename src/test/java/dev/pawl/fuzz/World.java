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
public final class World {

  private static final int MOST = 40;

  private final Map<String, List<String>> things = new ConcurrentHashMap<>();

  /** Adds a resource of a kind; above the limit, an old one is evicted, but never one of the first ten. */
  public void add(String kind, String thing) {
    List<String> known = things.computeIfAbsent(kind, none -> new CopyOnWriteArrayList<>());
    if (!known.contains(thing)) {
      known.add(thing);
    }
    if (known.size() > MOST) {
      known.remove(10);
    }
  }

  /** Removes a deleted resource, so that requests refer to existing ones. */
  public void forget(String thing) {
    things.values().forEach(known -> known.remove(thing));
  }

  Optional<String> any(String kind, Random random) {
    List<String> known = List.copyOf(things.getOrDefault(kind, List.of()));
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(known.get(random.nextInt(Math.min(MOST, known.size()))));
  }

  /** Adds the resources that a response mentions. */
  public void learn(Received received) {
    if (received.status() >= 300 || !received.type().equals("application/json")) {
      return;
    }
    try {
      JsonNode body = JsonMapper.shared().readTree(received.body());
      keep(body, "workflow_id", "workflow");
      keep(body, "session_id", "session");
      keep(body, "archive_id", "archive");
      keep(body, "schedule_id", "schedule");
      keep(body, "credential_id", "credential");
      keep(body, "next_cursor", "cursor");
      keep(body.path("token"), "token_id", "token");
      body.path("items").forEach(item -> keep(item, "callback_id", "callback"));
      body.path("phases")
          .forEach(phase -> phase.path("steps").forEach(step -> keep(step, "name", "step")));
    } catch (JacksonException notOurs) {
      // Validated elsewhere.
    }
    if (received.header("etag").length() > 2) {
      add("etag", received.header("etag"));
    }
  }

  private void keep(JsonNode node, String field, String kind) {
    if (node.path(field).isString()) {
      add(kind, node.get(field).asString());
    }
  }
}

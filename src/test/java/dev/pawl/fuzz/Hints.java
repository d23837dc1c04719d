package dev.pawl.fuzz;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Suggests plausible values for members and parameters by their name. */
final class Hints {

  private static final List<String> KINDS =
      List.of("workflow", "session", "archive", "step", "command", "target", "cursor", "etag");

  private final World world;

  Hints(World world) {
    this.world = world;
  }

  /** Returns whether most requests are rejected without this member. */
  boolean isNeeded(String name) {
    return Set.of("target", "path", "type", "action", "command", "name").contains(name);
  }

  String of(String name, Random random) {
    return switch (name) {
      case "path", "target" -> world("target", random);
      case "id", "workflow", "workflow_id" -> world("workflow", random);
      case "session_id" -> world("session", random);
      case "archive" -> world("archive", random);
      case "token" -> world("token", random);
      case "callback" -> world("callback", random);
      case "schedule" -> world("schedule", random);
      case "credential" -> world("credential", random);
      // None of these is due during the test.
      case "cron" -> Values.one(random, "@yearly", "0 0 29 2 *", "30 2 1 1 1");
      case "time_zone" -> Values.one(random, "UTC", "Europe/Berlin", "Pacific/Apia");
      case "name" -> random.nextBoolean() ? world("step", random) : "n" + random.nextInt(1000);
      case "step", "from_step" -> world("step", random);
      case "command", "commands" -> world("command", random);
      case "cursor" -> world("cursor", random);
      case "If-None-Match", "If-Match" -> world("etag", random);
      case "Idempotency-Key" -> "key-" + random.nextInt(30);
      case "Prefer" ->
          Values.one(random, "wait=0", "wait=1", "respond-async", "respond-async, wait=1");
      case "wait" -> Values.one(random, "0", "1s", "0s", "1");
      case "type" ->
          Values.one(
              random,
              "verify-only",
              "verify-only",
              "custom",
              "adaptive",
              "standard",
              "format-only");
      case "status" ->
          Values.one(
              random, "queued", "running", "completed", "failed", "cancelled", "rolled_back");
      case "ended_reason" -> Values.one(random, "completed", "gate_failed", "cancelled_by_user");
      case "created_after", "created_before", "since", "until", "expires_at" ->
          Values.one(random, "2026-01-31T12:00:00Z", "2036-01-31T12:00:00.5Z");
      case "timeout" -> Values.one(random, "30s", "5m", "PT20S");
      case "callback_url" -> Values.one(random, "http://127.0.0.1:1/x", "http://127.0.0.1:1/");
      case "url" -> Values.one(random, "https://127.0.0.1:1/x.git", "file:///nowhere");
      case "ref" -> Values.one(random, "main", "refs/heads/main", "v1");
      case "severity" -> Values.one(random, "error", "warning", "info");
      case "origin" -> Values.one(random, "built_in", "server", "target");
      case "action" ->
          Values.one(random, "continue", "retry", "rollback", "abort", "auto", "optimize", "clear");
      case "paths" -> Values.one(random, "**", "src/**", "A.java");
      case "arguments" -> Values.one(random, "", "src/**", "*.java");
      case "group" -> "group-" + random.nextInt(3);
      case "tree" -> Values.one(random, "*", "0".repeat(40));
      case "scopes" -> Values.one(random, "read", "submit", "decide", "admin");
      case "include" -> "total";
      case "format" ->
          Values.one(
              random,
              "json",
              "text",
              "html",
              "markdown",
              "sarif",
              "junit",
              "gitlab",
              "checkstyle",
              "github",
              "diff",
              "mermaid",
              "dot");
      case "any" -> world(KINDS.get(random.nextInt(KINDS.size())), random);
      default -> Values.one(random, "a", "b", "team", "verify", "1");
    };
  }

  private String world(String kind, Random random) {
    return world.any(kind, random).orElseGet(() -> Values.text(random));
  }
}

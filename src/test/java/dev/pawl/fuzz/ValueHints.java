package dev.pawl.fuzz;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Suggests plausible values for members and parameters by their name. */
final class ValueHints {

  private static final List<String> KINDS =
      List.of("workflow", "session", "archive", "step", "command", "target", "cursor", "etag");

  private final KnownResources world;

  ValueHints(KnownResources world) {
    this.world = world;
  }

  /** Returns whether most requests are rejected without this member. */
  boolean isUsuallyRequired(String name) {
    return Set.of("target", "path", "type", "action", "command", "name").contains(name);
  }

  String valueFor(String name, Random random) {
    return switch (name) {
      case "path", "target" -> pick("target", random);
      case "id", "workflow", "workflow_id" -> pick("workflow", random);
      case "session_id" -> pick("session", random);
      case "archive" -> pick("archive", random);
      case "token" -> pick("token", random);
      case "callback" -> pick("callback", random);
      case "schedule" -> pick("schedule", random);
      case "credential" -> pick("credential", random);
      case "baseline" -> pick("baseline", random);
      case "rule" -> pick("rule", random);
      case "fingerprint", "fingerprints" -> pick("fingerprint", random);
      // None of these is due during the test.
      case "cron" -> RandomValues.oneOf(random, "@yearly", "0 0 29 2 *", "30 2 1 1 1");
      case "time_zone" -> RandomValues.oneOf(random, "UTC", "Europe/Berlin", "Pacific/Apia");
      case "name" -> random.nextBoolean() ? pick("step", random) : "n" + random.nextInt(1000);
      case "step", "from_step" -> pick("step", random);
      case "command", "commands" -> pick("command", random);
      case "cursor" -> pick("cursor", random);
      case "If-None-Match", "If-Match" -> pick("etag", random);
      case "Idempotency-Key" -> "key-" + random.nextInt(30);
      case "Prefer" ->
          RandomValues.oneOf(random, "wait=0", "wait=1", "respond-async", "respond-async, wait=1");
      case "wait" -> RandomValues.oneOf(random, "0", "1s", "0s", "1");
      case "type" ->
          RandomValues.oneOf(
              random,
              "verify-only",
              "verify-only",
              "custom",
              "adaptive",
              "standard",
              "format-only");
      case "status" ->
          RandomValues.oneOf(
              random, "queued", "running", "completed", "failed", "cancelled", "rolled_back");
      case "ended_reason" ->
          RandomValues.oneOf(random, "completed", "gate_failed", "cancelled_by_user");
      case "created_after", "created_before", "since", "until", "expires_at" ->
          RandomValues.oneOf(random, "2026-01-31T12:00:00Z", "2036-01-31T12:00:00.5Z");
      case "timeout" -> RandomValues.oneOf(random, "30s", "5m", "PT20S");
      case "callback_url" ->
          RandomValues.oneOf(random, "http://127.0.0.1:1/x", "http://127.0.0.1:1/");
      case "url" -> RandomValues.oneOf(random, "https://127.0.0.1:1/x.git", "file:///nowhere");
      case "ref" -> RandomValues.oneOf(random, "main", "refs/heads/main", "v1");
      case "severity" -> RandomValues.oneOf(random, "error", "warning", "info");
      case "origin" -> RandomValues.oneOf(random, "built_in", "server", "target");
      case "action" ->
          RandomValues.oneOf(
              random, "continue", "retry", "rollback", "abort", "auto", "optimize", "clear");
      case "paths" -> RandomValues.oneOf(random, "**", "src/**", "A.java");
      case "arguments" -> RandomValues.oneOf(random, "", "src/**", "*.java");
      case "group" -> "group-" + random.nextInt(3);
      case "tree" -> RandomValues.oneOf(random, "*", "0".repeat(40));
      case "scopes" -> RandomValues.oneOf(random, "read", "submit", "decide", "admin");
      case "include" -> "total";
      case "format" ->
          RandomValues.oneOf(
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
      case "any" -> pick(KINDS.get(random.nextInt(KINDS.size())), random);
      default -> RandomValues.oneOf(random, "a", "b", "team", "verify", "1");
    };
  }

  private String pick(String kind, Random random) {
    return world.pick(kind, random).orElseGet(() -> RandomValues.text(random));
  }
}

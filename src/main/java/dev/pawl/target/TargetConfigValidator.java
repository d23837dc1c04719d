package dev.pawl.target;

import dev.pawl.glob.PathPattern;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.target.TargetConfig.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The validation rules for the fields of a {@code .quality-config.json}. */
final class TargetConfigValidator {

  /** The rule of a field, or of all fields of an object if the pointer ends in a star. */
  private record Rule(String pointer, Predicate<JsonNode> condition, String message) {}

  private static final List<String> GATE_PRESETS = List.of("strict", "no-new");

  private static final List<Rule> RULES =
      List.of(
          new Rule("/version", JsonNode::isString, "must be a string"),
          new Rule("/default_workflow", JsonNode::isString, "must be a string"),
          flag("/parallel_execution"),
          required("/create_snapshots", "changes require a snapshot"),
          required("/auto_cleanup", "a workspace is always removed at the end"),
          number("/max_file_size", 1024, Integer.MAX_VALUE),
          stringList("/excluded_patterns"),
          object("/formatters"),
          stringList("/formatters/*"),
          stringList("/layout"),
          object("/quality_thresholds"),
          number("/quality_thresholds/similarity_threshold", 0, 100),
          number("/quality_thresholds/complexity_limit", 1, Integer.MAX_VALUE),
          number("/quality_thresholds/max_file_lines", 1, Integer.MAX_VALUE),
          number("/quality_thresholds/max_function_lines", 1, Integer.MAX_VALUE),
          object("/duplicates"),
          number(
              "/duplicates/min_tokens",
              TargetConfig.MIN_DUPLICATE_TOKENS,
              TargetConfig.MAX_DUPLICATE_TOKENS),
          number("/duplicates/min_lines", 1, TargetConfig.MAX_DUPLICATE_LINES),
          patterns("/duplicates/exclude"),
          object("/safety"),
          flag("/safety/require_git"),
          flag("/safety/require_clean_git"),
          required("/safety/backup_before_operations", "a snapshot is always taken"),
          required("/safety/verify_after_operations", "the integrity check always runs"),
          new Rule(
              "/links",
              node ->
                  isStringList(node)
                      && node.valueStream().allMatch(TargetConfigValidator::isRelativePath),
              "must be a list of relative paths without .. segments"),
          object("/commands"),
          new Rule(
              "/commands/*",
              node -> isStringList(node) && !node.isEmpty(),
              "must be a non-empty list of strings: the program and its arguments"),
          new Rule(
              "/gate_preset",
              node -> node.isString() && GATE_PRESETS.contains(node.asString()),
              "must be strict or no-new; only a request or a schedule may switch gates off, because"
                  + " a change of the code could otherwise switch off its own gates"),
          new Rule(
              "/gates",
              node -> node.isArray() && node.valueStream().allMatch(JsonNode::isObject),
              "must be a list of gates"),
          object("/scope"),
          patterns("/scope/paths"),
          patterns("/scope/exclude"),
          new Rule(
              "/scope/changed_since",
              node -> node.isString() && !node.asString().isBlank(),
              "must be a branch, a tag or a commit"),
          new Rule(
              "/scope/lines",
              node -> node.isString() && List.of("all", "changed").contains(node.asString()),
              "must be all or changed"),
          object("/rules"),
          new Rule(
              "/rules/*",
              node -> node.isString() && RuleSeverity.names().contains(node.asString()),
              "must be one of " + String.join(", ", RuleSeverity.names())),
          new Rule("/overrides", JsonNode::isArray, "must be a list"),
          object("/on_failure"),
          new Rule("/on_failure/*", JsonNode::isString, "must be a string"));

  private TargetConfigValidator() {}

  private static Rule flag(String pointer) {
    return new Rule(pointer, JsonNode::isBoolean, "must be true or false");
  }

  /** Returns the rule of a flag that is part of other implementations of the format, and cannot be switched off here. */
  private static Rule required(String pointer, String reason) {
    return new Rule(
        pointer, node -> node.isBoolean() && node.asBoolean(), "must be true: " + reason);
  }

  private static Rule object(String pointer) {
    return new Rule(pointer, JsonNode::isObject, "must be an object");
  }

  private static Rule stringList(String pointer) {
    return new Rule(pointer, TargetConfigValidator::isStringList, "must be a list of strings");
  }

  private static Rule patterns(String pointer) {
    return new Rule(
        pointer,
        node ->
            isStringList(node)
                && node.valueStream()
                    .allMatch(text -> PathPattern.rejectionReason(text.asString()).isEmpty()),
        "must be a list of globs, folders and files, relative to the root of the target, such as"
            + " src/**");
  }

  private static Rule number(String pointer, int min, int max) {
    String message =
        max == Integer.MAX_VALUE
            ? "must be a whole number of at least " + min
            : "must be a whole number from %d to %d".formatted(min, max);
    return new Rule(
        pointer,
        node -> node.isIntegralNumber() && node.asLong(-1) >= min && node.asLong(-1) <= max,
        message);
  }

  private static boolean isStringList(JsonNode node) {
    return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
  }

  private static boolean isRelativePath(JsonNode path) {
    String text = path.asString();
    return !text.isBlank() && !text.startsWith("/") && !List.of(text.split("/")).contains("..");
  }

  /** Removes invalid fields from a configuration and returns their errors, and those of unknown fields. */
  static List<Fault> removeInvalidFields(ObjectNode config) {
    List<Fault> faults = findUnknownFields(config);
    for (Rule rule : RULES) {
      int lastSlash = rule.pointer().lastIndexOf('/');
      JsonNode parent = config.at(rule.pointer().substring(0, lastSlash));
      String name = rule.pointer().substring(lastSlash + 1);
      if (parent instanceof ObjectNode object) {
        var names = name.equals("*") ? List.copyOf(object.propertyNames()) : List.of(name);
        names.forEach(
            field -> check(object, field, rule, rule.pointer().substring(0, lastSlash), faults));
      }
    }
    return faults;
  }

  /** Returns the errors of the fields that no rule describes. */
  private static List<Fault> findUnknownFields(ObjectNode config) {
    var fieldsByParent = new TreeMap<String, SortedSet<String>>();
    for (Rule rule : RULES) {
      int lastSlash = rule.pointer().lastIndexOf('/');
      fieldsByParent
          .computeIfAbsent(rule.pointer().substring(0, lastSlash), parent -> new TreeSet<>())
          .add(rule.pointer().substring(lastSlash + 1));
    }
    var faults = new ArrayList<Fault>();
    fieldsByParent.forEach((parent, known) -> {
      if (!known.contains("*") && config.at(parent) instanceof ObjectNode object) {
        for (String field : object.propertyNames()) {
          if (!known.contains(field)) {
            faults.add(
                new Fault(
                    JsonPointer.compile(parent).appendProperty(field).toString(),
                    "is not a known field; the known fields are " + String.join(", ", known)));
          }
        }
      }
    });
    return faults;
  }

  private static void check(
      ObjectNode object, String field, Rule rule, String base, List<Fault> faults) {
    @Nullable JsonNode value = object.get(field);
    if (value != null && !rule.condition().test(value)) {
      object.remove(field);
      String pointer = JsonPointer.compile(base).appendProperty(field).toString();
      faults.add(new Fault(pointer, rule.message()));
    }
  }

  /** Returns all errors for which a configuration must not be saved. */
  static List<Fault> validate(ObjectNode config) {
    return removeInvalidFields(config.deepCopy());
  }
}

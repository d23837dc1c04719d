package dev.pawl.target;

import dev.pawl.rule.RuleSeverity;
import java.util.List;

/**
 * A field of a {@code .quality-config.json}. Its reader and its JSON Schema are both made of these fields.
 *
 * @param pointer the JSON pointer to the field; a star at its end stands for all fields of an object
 * @param type what the field accepts
 * @param description what the field is for
 */
record ConfigurationField(String pointer, ValueType type, String description) {

  /** The maximum number of patterns in a list of paths. */
  private static final int MAX_PATTERNS = 1000;

  private static final int MAX_REVISION_LENGTH = 255;

  /** All fields, each object before its own fields. */
  static final List<ConfigurationField> ALL =
      List.of(
          field("/$schema", ValueType.text(), "The address of this schema, for editors. Not used."),
          field("/version", ValueType.text(), "The version of the format."),
          field(
              "/default_workflow", ValueType.text(), "The workflow type of requests without type."),
          field("/parallel_execution", ValueType.flag(), "Whether steps may run at the same time."),
          field(
              "/create_snapshots",
              ValueType.required("changes require a snapshot"),
              "Whether a snapshot is taken before changes. Always true."),
          field(
              "/auto_cleanup",
              ValueType.required("a workspace is always removed at the end"),
              "Whether workspaces are removed at the end. Always true."),
          field(
              "/max_file_size",
              ValueType.integer(1024, Integer.MAX_VALUE),
              "The maximum size of the files that are processed, in bytes."),
          field(
              "/excluded_patterns",
              ValueType.texts(),
              "The files and folders that are ignored: names at any depth, such as *.min.js, or"
                  + " paths, such as docs/generated."),
          field(
              "/formatters",
              ValueType.object(),
              "The formatters of each language. Languages without a list are formatted only if the"
                  + " configuration of a formatter asks for it."),
          field(
              "/formatters/*",
              ValueType.texts(),
              "The formatters of the language in the order of preference; the first available one"
                  + " is used. An empty list disables formatting."),
          field(
              "/layout",
              ValueType.texts(),
              "The globs of fixtures, data, minified and vendored files that are formatted"
                  + " anyway."),
          field(
              "/quality_thresholds",
              ValueType.object(),
              "The thresholds of quality/analyze and quality/dedupe."),
          field(
              "/quality_thresholds/similarity_threshold",
              ValueType.integer(0, 100),
              "The minimum percentage of equal tokens in nearly duplicate code."),
          field(
              "/quality_thresholds/complexity_limit",
              ValueType.integer(1, Integer.MAX_VALUE),
              "The maximum cyclomatic complexity of a method."),
          field(
              "/quality_thresholds/max_file_lines",
              ValueType.integer(1, Integer.MAX_VALUE),
              "The maximum number of lines of a file."),
          field(
              "/quality_thresholds/max_function_lines",
              ValueType.integer(1, Integer.MAX_VALUE),
              "The maximum number of lines of a method."),
          field("/pmd", ValueType.object(), "The analysis of Java by PMD."),
          field(
              "/pmd/ruleset",
              ValueType.relativePath(),
              "The path of a PMD ruleset in the target, with references to rules of PMD and XPath"
                  + " rules."),
          field("/duplicates", ValueType.object(), "The search for duplicate code."),
          field(
              "/duplicates/min_tokens",
              ValueType.integer(
                  TargetConfig.MIN_DUPLICATE_TOKENS, TargetConfig.MAX_DUPLICATE_TOKENS),
              "The minimum number of tokens of duplicate code."),
          field(
              "/duplicates/min_lines",
              ValueType.integer(1, TargetConfig.MAX_DUPLICATE_LINES),
              "The minimum number of lines of duplicate code."),
          field(
              "/duplicates/exclude",
              ValueType.patterns(MAX_PATTERNS),
              "The globs, folders and files that are not searched."),
          field("/safety", ValueType.object(), "The conditions of safety/check."),
          field(
              "/safety/require_git",
              ValueType.flag(),
              "Whether a directory must be a git work tree."),
          field(
              "/safety/require_clean_git",
              ValueType.flag(),
              "Whether warnings about the state of git are errors."),
          field(
              "/safety/backup_before_operations",
              ValueType.required("a snapshot is always taken"),
              "Whether a snapshot is taken before changes. Always true."),
          field(
              "/safety/verify_after_operations",
              ValueType.required("the integrity check always runs"),
              "Whether the result is checked after changes. Always true."),
          field(
              "/links",
              ValueType.relativePaths(),
              "The ignored folders that tools may read, such as node_modules. Used for trusted"
                  + " targets only."),
          field(
              "/commands",
              ValueType.object(),
              "The programs that must still succeed on the result, such as build and test. Used for"
                  + " trusted targets only."),
          field("/commands/*", ValueType.argumentList(), "The program and its arguments."),
          field(
              "/gate_preset",
              ValueType.oneOf(List.of("strict", "no-new")),
              "The named set of gates of workflows whose request has none: strict (no errors and no"
                  + " warnings) or no-new (no new ones). Only a request or a schedule may switch"
                  + " gates off, because a change of the code could otherwise switch off its own"
                  + " gates."),
          field(
              "/gates",
              ValueType.objects("must be a list of gates"),
              "The gates of workflows whose request has none, in addition to those of the workflow"
                  + " type."),
          field(
              "/scope",
              ValueType.object(),
              "The part of the target that workflows examine if their request has no scope; the"
                  + " whole target by default."),
          field(
              "/scope/paths",
              ValueType.patterns(MAX_PATTERNS),
              "The globs, folders and files to examine; all files if empty."),
          field(
              "/scope/exclude",
              ValueType.patterns(MAX_PATTERNS),
              "The globs, folders and files not to examine."),
          field(
              "/scope/changed_since",
              ValueType.revision(MAX_REVISION_LENGTH),
              "The branch, tag or commit since which examined files have changed."),
          field(
              "/scope/lines",
              ValueType.oneOf(List.of("all", "changed")),
              "The lines whose findings count: all, or those that differ from the base."),
          field(
              "/rules",
              ValueType.object(),
              "The severities of rules. Names are rules such as pmd/UnusedPrivateField, or globs"
                  + " such as pmd/*."),
          field(
              "/rules/*",
              ValueType.oneOf(RuleSeverity.names()),
              "The severity; off does not report the rule."),
          field(
              "/overrides",
              ValueType.list("must be a list"),
              "The severities of rules for parts of the target. Of several overrides that match a"
                  + " file, the last one applies."),
          field("/on_failure", ValueType.object(), "The actions after the failure of steps."),
          field("/on_failure/*", ValueType.text(), "The action after a failure of the step."));

  private static ConfigurationField field(String pointer, ValueType type, String description) {
    return new ConfigurationField(pointer, type, description);
  }

  /** Returns the pointer to the object that contains the field. */
  String parent() {
    return pointer.substring(0, pointer.lastIndexOf('/'));
  }

  /** Returns the name of the field; a star for all fields of the object. */
  String name() {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }
}

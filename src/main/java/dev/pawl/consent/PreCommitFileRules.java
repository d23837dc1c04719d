package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Reads the {@code files} and {@code exclude} of the hooks that run a formatter or a linter. */
final class PreCommitFileRules {

  private PreCommitFileRules() {}

  /** The two expressions of a hook, or of the whole file. */
  private record Selection(Optional<PythonPattern> files, Optional<PythonPattern> exclude) {

    static Selection of(JsonNode node) {
      return new Selection(expression(node.path("files")), expression(node.path("exclude")));
    }

    private static Optional<PythonPattern> expression(JsonNode node) {
      String text = node.asString("");
      return text.isEmpty() || text.equals("^$") ? Optional.empty() : PythonPattern.of(text);
    }

    boolean includes(String path) {
      return files.filter(pattern -> !pattern.isFoundIn(path, false)).isEmpty()
          && exclude.filter(pattern -> pattern.isFoundIn(path, true)).isEmpty();
    }
  }

  /** Returns the reader of the rules for one formatter. */
  static FileRulesReader of(String tool) {
    return of(hook -> {
      PreCommitConsentReader.Hook known =
          PreCommitConsentReader.HOOKS.get(hook.path("id").asString(""));
      return known != null && known.tool().equals(tool);
    });
  }

  /** Returns the reader of the rules of some hooks. */
  static FileRulesReader of(Predicate<JsonNode> isHook) {
    return (files, folder) -> {
      var rules = new ArrayList<FileRules>();
      for (ConfigurationFile file :
          files.named(".pre-commit-config.yaml", ".pre-commit-config.yml")) {
        file.yaml().forEach(document -> rules.add(rules(file, document, isHook)));
      }
      return FileRules.anyOf(rules);
    };
  }

  private static FileRules rules(
      ConfigurationFile file, JsonNode document, Predicate<JsonNode> isHook) {
    Selection all = Selection.of(document);
    List<Selection> hooks =
        document
            .path("repos")
            .valueStream()
            .flatMap(repository -> repository.path("hooks").valueStream())
            .filter(hook -> isHook.test(hook) && !PreCommitConsentReader.isManual(hook))
            .map(Selection::of)
            .toList();
    return WebFileRules.below(
        file.folder(),
        path ->
            hooks.isEmpty()
                    || all.includes(path) && hooks.stream().anyMatch(hook -> hook.includes(path))
                ? Optional.empty()
                : WebFileRules.excludedBy(file.path()));
  }
}

package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the configurations of clang-format, rustfmt, gofmt and shfmt. */
final class NativeConsentReader implements ConsentReader {

  private static final Pattern SHFMT_KEY =
      Pattern.compile(
          "(?mi)^\\s*(?:shell_variant|binary_next_line|switch_case_indent|space_redirects|keep_padding"
              + "|function_next_line)\\s*[=:]");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file : files.named(".clang-format", "_clang-format")) {
      List<JsonNode> documents = file.yaml().stream().filter(JsonNode::isObject).toList();
      boolean disabled =
          documents.stream().anyMatch(document -> isTrue(document.path("DisableFormat")));
      if (!documents.isEmpty() && !disabled) {
        boolean sorts = documents.stream().anyMatch(NativeConsentReader::sortsIncludes);
        consents.add(
            consent(
                "clang-format",
                Set.of(Language.C, Language.CPP),
                file,
                sorts ? FormatterConsent.SORTED_INCLUDES : null));
      }
    }
    files
        .named("rustfmt.toml", ".rustfmt.toml", "Cargo.toml")
        .forEach(file -> {
          JsonNode config = file.toml();
          boolean project =
              !file.name().equals("Cargo.toml") || config.has("package") || config.has("workspace");
          if (config.isObject() && project && !isTrue(config.path("disable_all_formatting"))) {
            consents.add(consent("rustfmt", Set.of(Language.RUST), file, null));
          }
        });
    files
        .named("go.mod")
        .forEach(file -> consents.add(consent("gofmt", Set.of(Language.GO), file, null)));
    files.named(".editorconfig").stream()
        .filter(file -> SHFMT_KEY.matcher(file.text()).find())
        .forEach(file -> consents.add(consent("shfmt", Set.of(Language.SHELL), file, null)));
    return consents;
  }

  private static boolean sortsIncludes(JsonNode document) {
    JsonNode value = document.path("SortIncludes");
    if (value.isObject()) {
      return isTrue(value.path("Enabled"));
    }
    return !value.isMissingNode() && !Set.of("false", "Never").contains(value.asString("false"));
  }

  private static boolean isTrue(JsonNode node) {
    return node.asString("").equals("true");
  }

  private static FormatterConsent consent(
      String tool, Set<Language> languages, ConfigurationFile file, @Nullable String style) {
    return new FormatterConsent(tool, languages, file.folder(), file.path(), style, null, false);
  }
}

package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the hooks of {@code .pre-commit-config.yaml}. */
final class PreCommitConsentReader implements ConsentReader {

  private static final Set<Language> WEB =
      Set.of(
          Language.JAVASCRIPT,
          Language.TYPESCRIPT,
          Language.CSS,
          Language.HTML,
          Language.JSON,
          Language.YAML,
          Language.MARKDOWN);

  /** The tool and the languages of a hook. */
  record Hook(String tool, Set<Language> languages) {}

  static final Map<String, Hook> HOOKS =
      Map.ofEntries(
          Map.entry("black", new Hook("black", Set.of(Language.PYTHON))),
          Map.entry("ruff-format", new Hook("ruff", Set.of(Language.PYTHON))),
          Map.entry("isort", new Hook("isort", Set.of(Language.PYTHON))),
          Map.entry("prettier", new Hook("prettier", WEB)),
          Map.entry(
              "biome-format",
              new Hook("biome", Set.of(Language.JAVASCRIPT, Language.TYPESCRIPT, Language.JSON))),
          Map.entry("clang-format", new Hook("clang-format", Set.of(Language.C, Language.CPP))),
          Map.entry("go-fmt", new Hook("gofmt", Set.of(Language.GO))),
          Map.entry("gofmt", new Hook("gofmt", Set.of(Language.GO))),
          Map.entry("go-imports", new Hook("goimports", Set.of(Language.GO))),
          Map.entry("goimports", new Hook("goimports", Set.of(Language.GO))),
          Map.entry("shfmt", new Hook("shfmt", Set.of(Language.SHELL))),
          Map.entry("shfmt-src", new Hook("shfmt", Set.of(Language.SHELL))),
          Map.entry("shfmt-docker", new Hook("shfmt", Set.of(Language.SHELL))),
          Map.entry("rustfmt", new Hook("rustfmt", Set.of(Language.RUST))),
          Map.entry("fmt", new Hook("rustfmt", Set.of(Language.RUST))),
          Map.entry("cargo-fmt", new Hook("rustfmt", Set.of(Language.RUST))),
          Map.entry(
              "google-java-format",
              new Hook(JvmFormatterConsents.GOOGLE_JAVA_FORMAT, Set.of(Language.JAVA))),
          Map.entry(
              "pretty-format-java",
              new Hook(JvmFormatterConsents.GOOGLE_JAVA_FORMAT, Set.of(Language.JAVA))));

  /** Parts of the addresses of repositories whose revisions are versions of the tool itself. */
  private static final List<String> VERSIONED =
      List.of(
          "psf/black",
          "ruff-pre-commit",
          "pycqa/isort",
          "timothycrosley/isort",
          "mirrors-prettier",
          "mirrors-clang-format",
          "pre-commit-shfmt",
          "shfmt-precommit",
          "biomejs/pre-commit");

  static final Map<String, Language> FILE_TYPES =
      Map.ofEntries(
          Map.entry("javascript", Language.JAVASCRIPT),
          Map.entry("jsx", Language.JAVASCRIPT),
          Map.entry("ts", Language.TYPESCRIPT),
          Map.entry("tsx", Language.TYPESCRIPT),
          Map.entry("css", Language.CSS),
          Map.entry("scss", Language.CSS),
          Map.entry("less", Language.CSS),
          Map.entry("html", Language.HTML),
          Map.entry("json", Language.JSON),
          Map.entry("yaml", Language.YAML),
          Map.entry("markdown", Language.MARKDOWN),
          Map.entry("c", Language.C),
          Map.entry("c++", Language.CPP),
          Map.entry("python", Language.PYTHON),
          Map.entry("shell", Language.SHELL),
          Map.entry("java", Language.JAVA),
          Map.entry("go", Language.GO),
          Map.entry("rust", Language.RUST));

  private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern JAVA_FORMATTER_VERSION =
      Pattern.compile("--google-java-formatter-version=(\\S+)");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file :
        files.named(".pre-commit-config.yaml", ".pre-commit-config.yml")) {
      for (JsonNode document : file.yaml()) {
        for (JsonNode repository : document.path("repos")) {
          for (JsonNode hook : repository.path("hooks")) {
            read(file, repository, hook).ifPresent(consents::add);
          }
        }
      }
    }
    return consents;
  }

  private static Optional<FormatterConsent> read(
      ConfigurationFile file, JsonNode repository, JsonNode hook) {
    Hook known = HOOKS.get(hook.path("id").asString(""));
    if (known == null || isManual(hook)) {
      return Optional.empty();
    }
    var languages = EnumSet.copyOf(known.languages());
    restrict(languages, hook.path("types"));
    restrict(languages, hook.path("types_or"));
    boolean java = known.tool().equals(JvmFormatterConsents.GOOGLE_JAVA_FORMAT);
    String arguments =
        String.join(" ", hook.path("args").valueStream().map(JsonNode::asString).toList());
    String style = java ? javaStyle(arguments) : HookArguments.of(known.tool(), hook).toStyle();
    return Optional.of(
        new FormatterConsent(
            known.tool(),
            Set.copyOf(languages),
            file.folder(),
            "%s (%s)".formatted(file.path(), hook.path("id").asString()),
            style,
            java ? javaVersion(arguments) : pinnedVersion(file, repository),
            false));
  }

  /** Returns whether a hook runs only on request. */
  static boolean isManual(JsonNode hook) {
    JsonNode stages = hook.path("stages");
    return stages.size() == 1 && stages.path(0).asString("").equals("manual");
  }

  private static void restrict(Set<Language> languages, JsonNode types) {
    var known =
        types
            .valueStream()
            .map(JsonNode::asString)
            .filter(FILE_TYPES::containsKey)
            .map(FILE_TYPES::get)
            .toList();
    if (!known.isEmpty()) {
      languages.retainAll(known);
    }
  }

  private static @Nullable String pinnedVersion(ConfigurationFile file, JsonNode repository) {
    String address = repository.path("repo").asString("").toLowerCase(Locale.ROOT);
    String revision = taggedRevision(file, repository.path("rev").asString(""));
    return revision.isEmpty() || VERSIONED.stream().noneMatch(address::contains)
        ? null
        : revision.replaceFirst("^v", "").replaceFirst("(\\d)-\\d+$", "$1");
  }

  /** Returns the tag of a commit id that {@code pre-commit autoupdate --freeze} wrote; any other revision as it is. */
  private static String taggedRevision(ConfigurationFile file, String revision) {
    if (!COMMIT_ID.matcher(revision).matches()) {
      return revision;
    }
    Matcher tag =
        Pattern.compile(revision + "[\"']?[ \\t]*#[ \\t]*frozen:[ \\t]*(\\S+)")
            .matcher(file.text());
    return tag.find() ? tag.group(1) : revision;
  }

  /** Returns the style of the command line of google-java-format. */
  private static String javaStyle(String arguments) {
    return (arguments.contains("--aosp") ? "AOSP" : "GOOGLE")
        + (arguments.contains("--skip-javadoc-formatting") ? " formatJavadoc=false" : "")
        + (arguments.contains("--skip-reflowing-long-strings") ? "" : " reflowLongStrings=true");
  }

  private static @Nullable String javaVersion(String arguments) {
    var matcher = JAVA_FORMATTER_VERSION.matcher(arguments);
    return matcher.find() ? matcher.group(1) : null;
  }
}

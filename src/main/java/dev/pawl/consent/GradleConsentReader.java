package dev.pawl.consent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads Spotless and the plugins of google-java-format, spring-javaformat and ktfmt in Gradle scripts, in Groovy and in
 * Kotlin.
 */
final class GradleConsentReader implements ConsentReader {

  private static final Pattern COMMENT_OR_STRING =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'|//[^\n]*+|/\\*(?s:.*?)\\*/");

  /** A call with its argument and the calls that are chained to it. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?<![\\w.$\"'])(googleJavaFormat|palantirJavaFormat|ktfmt)\\b[ \\t]*(?:\\(\\s*([^()\n"
              + "]*(?:\\(\\))?[^()\n"
              + "]*)\\)|([\"'][^\"'\n"
              + "]*[\"']))?((?:\\s*\\.\\s*\\w+\\([^()\n"
              + "]*\\))*)(?:\\s*\\.\\s*configure\\s*\\{([^{}]*)\\})?");

  /** A call that is chained to a step, such as {@code .style("GOOGLE")}. */
  private static final Pattern CHAINED =
      Pattern.compile("\\.\\s*(\\w+)\\(\\s*[\"']?([\\w.]*)[\"']?\\s*\\)");

  /** An option of ktfmt: {@code setMaxWidth(80)}, {@code maxWidth = 80} or {@code maxWidth.set(80)}. */
  private static final Pattern KTFMT_OPTION =
      Pattern.compile(
          "\\bset([A-Z]\\w*)\\(([^()]*)\\)|\\b([a-z]\\w*)\\s*(?:=|\\.set\\()\\s*([^\\s()]+)");

  private static final Pattern KTFMT_STYLE = Pattern.compile("\\b(\\w+)Style\\(\\)");
  private static final Pattern KTFMT_PLUGIN =
      Pattern.compile("[\"']com\\.ncorti\\.ktfmt\\.gradle[\"'](?![^\n]*\\bapply\\s+false)");
  private static final Pattern KTFMT_BLOCK = Pattern.compile("\\bktfmt\\s*\\{([^{}]*)\\}");
  private static final Pattern SPRING_PLUGIN =
      Pattern.compile("[\"']io\\.spring\\.javaformat[\"'](?![^\n]*\\bapply\\s+false)");
  private static final String SPRING_ID = "io.spring.javaformat";

  private static final Pattern SHERTER =
      Pattern.compile("[\"']com\\.github\\.sherter\\.google-java-format[\"']");
  private static final Pattern BLOCK_NAME =
      Pattern.compile("(\\w+)[ \\t]*(?:\\([^()]*\\))?[ \\t]*$");
  private static final int MAX_BLOCK_NAME = 100;
  private static final Pattern TOOL_VERSION =
      Pattern.compile("\\btoolVersion\\s*(?:=|\\.set\\()?\\s*([^\\s)]+)");
  private static final Pattern SHERTER_STYLE = Pattern.compile("\\bstyle\\b\\W+AOSP\\b");
  private static final Pattern BUILD_LOGIC =
      Pattern.compile("(?:^|(?<=/))(?:buildSrc|build-logic|gradle|build-conventions)/");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var scripts =
        files.matching(
            file -> file.name().endsWith(".gradle") || file.name().endsWith(".gradle.kts"));
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile script : scripts) {
      String text = withoutComments(script.text());
      if (text.contains("spotless")) {
        readSpotless(
            script,
            text,
            files,
            pluginVersion(
                DefaultFormatterVersions.SPOTLESS_GRADLE,
                "com.diffplug.spotless:spotless-plugin-gradle",
                script,
                scripts,
                files),
            consents);
      }
      if (SHERTER.matcher(text).find()) {
        consents.addAll(
            consents(script, "google-java-format plugin")
                .googleJavaFormat(
                    SHERTER_STYLE.matcher(text).find() ? "AOSP" : "GOOGLE",
                    Map.of(),
                    TOOL_VERSION
                        .matcher(text)
                        .results()
                        .findFirst()
                        .flatMap(
                            result -> Optional.ofNullable(resolve(result.group(1), text, files)))
                        .orElseGet(() ->
                            defaultVersion(
                                DefaultFormatterVersions.SHERTER_GRADLE,
                                DefaultFormatterVersions.GOOGLE_JAVA_FORMAT,
                                script,
                                scripts,
                                files)),
                    true));
      }
      boolean declaresOnly = script.name().startsWith("settings.gradle");
      if (!declaresOnly && SPRING_PLUGIN.matcher(text).find()) {
        consents.add(
            consents(script, "spring-javaformat plugin")
                .springJavaformat(
                    pluginVersion(
                        SPRING_ID,
                        "io.spring.javaformat:spring-javaformat-gradle-plugin",
                        script,
                        scripts,
                        files)));
      }
      if (!declaresOnly && KTFMT_PLUGIN.matcher(text).find()) {
        Matcher block = KTFMT_BLOCK.matcher(text);
        String configuration = block.find() ? block.group(1) : "";
        Matcher style = KTFMT_STYLE.matcher(configuration);
        consents.add(
            consents(script, "ktfmt plugin")
                .ktfmt(
                    style.find() ? style.group(1) : null,
                    ktfmtOptions(configuration),
                    defaultVersion(
                        DefaultFormatterVersions.KTFMT_GRADLE,
                        DefaultFormatterVersions.KTFMT,
                        script,
                        scripts,
                        files)));
      }
    }
    return consents;
  }

  /** Returns the version of a formatter that a plugin uses by default, if the build states the version of the plugin. */
  private static @Nullable String defaultVersion(
      String plugin,
      String formatter,
      ConfigurationFile script,
      List<ConfigurationFile> scripts,
      ConfigurationFiles files) {
    String module = plugin + ":" + plugin + ".gradle.plugin";
    return DefaultFormatterVersions.find(
        plugin, pluginVersion(plugin, module, script, scripts, files), formatter);
  }

  private static JvmFormatterConsents consents(ConfigurationFile script, String plugin) {
    return new JvmFormatterConsents(scope(script), "%s (%s)".formatted(script.path(), plugin));
  }

  private static void readSpotless(
      ConfigurationFile script,
      String text,
      ConfigurationFiles files,
      @Nullable String pluginVersion,
      List<FormatterConsent> consents) {
    JvmFormatterConsents source = consents(script, "Spotless");
    Matcher step = STEP.matcher(text);
    while (step.find()) {
      String stated = resolve(step.group(2) == null ? step.group(3) : step.group(2), text, files);
      String version =
          stated != null
              ? stated
              : DefaultFormatterVersions.find(
                  DefaultFormatterVersions.SPOTLESS_GRADLE, pluginVersion, step.group(1));
      Map<String, String> calls =
          CHAINED
              .matcher(step.group(4))
              .results()
              .collect(
                  Collectors.toMap(
                      call -> call.group(1), call -> call.group(2), (first, second) -> second));
      String block = enclosingBlock(text, step.start());
      switch (step.group(1)) {
        case "googleJavaFormat" ->
            consents.addAll(
                source.googleJavaFormat(
                    calls.containsKey("aosp") ? "AOSP" : calls.get("style"),
                    googleOptions(calls),
                    version,
                    "true".equals(calls.get("reorderImports"))));
        case "palantirJavaFormat" ->
            consents.addAll(
                source.palantirJavaFormat(
                    calls.get("style"),
                    "true".equals(calls.get("formatJavadoc"))
                        ? Map.of("formatJavadoc", "true")
                        : Map.of(),
                    version));
        default -> {
          if (block.equals("kotlin")) {
            Matcher style = KTFMT_STYLE.matcher(step.group(4));
            consents.add(
                source.ktfmt(
                    style.find() ? style.group(1) : null,
                    step.group(5) == null ? Map.of() : ktfmtOptions(step.group(5)),
                    version));
          }
        }
      }
    }
  }

  private static Map<String, String> googleOptions(Map<String, String> calls) {
    var options = new HashMap<String, String>();
    if ("false".equals(calls.get("formatJavadoc"))) {
      options.put("formatJavadoc", "false");
    }
    if (calls.containsKey("reflowLongStrings") && !"false".equals(calls.get("reflowLongStrings"))) {
      options.put("reflowLongStrings", "true");
    }
    return options;
  }

  private static Map<String, String> ktfmtOptions(String configuration) {
    var options = new HashMap<String, String>();
    KTFMT_OPTION
        .matcher(configuration)
        .results()
        .forEach(option -> {
          boolean setter = option.group(1) != null;
          String name = setter ? option.group(1) : option.group(3);
          String value = setter ? option.group(2) : option.group(4);
          options.put(
              Character.toLowerCase(name.charAt(0)) + name.substring(1),
              value.substring(value.lastIndexOf('.') + 1));
        });
    return options;
  }

  /** Returns the name of the innermost block around a position, such as {@code kotlin}. */
  private static String enclosingBlock(String text, int position) {
    int depth = 0;
    for (int i = position - 1; i >= 0; i--) {
      char character = text.charAt(i);
      if (character == '}') {
        depth++;
      } else if (character == '{' && depth-- == 0) {
        Matcher name = BLOCK_NAME.matcher(text.substring(Math.max(0, i - MAX_BLOCK_NAME), i));
        return name.find() ? name.group(1) : "";
      }
    }
    return "";
  }

  /**
   * Returns the version of a plugin, which any script or version catalog of the build may declare.
   *
   * @param module the Maven coordinates of the plugin without the version
   */
  private static @Nullable String pluginVersion(
      String id,
      String module,
      ConfigurationFile script,
      List<ConfigurationFile> scripts,
      ConfigurationFiles files) {
    Pattern version =
        Pattern.compile(
            "[\"']%s[\"']\\)?[ \\t]*\\.?version[ \\t]*\\(?([\"'][^\"']+[\"']|[\\w.]+)|[\"']%s:([^\"']+)[\"']"
                .formatted(Pattern.quote(id), Pattern.quote(module)));
    return Stream.concat(Stream.of(script), scripts.stream())
        .map(file -> withoutComments(file.text()))
        .flatMap(text ->
            version
                .matcher(text)
                .results()
                .flatMap(result ->
                    Stream.ofNullable(
                        result.group(1) == null
                            ? resolve("\"" + result.group(2) + "\"", text, files)
                            : resolve(result.group(1), text, files))))
        .findFirst()
        .or(() -> catalogPluginVersion(id, files))
        .orElse(null);
  }

  /** Returns the version of a plugin in a version catalog: {@code { id = "a.b", version = "1" }} or {@code "a.b:1"}. */
  private static Optional<String> catalogPluginVersion(String id, ConfigurationFiles files) {
    return catalogs(files)
        .flatMap(catalog ->
            catalog
                .path("plugins")
                .valueStream()
                .flatMap(plugin -> {
                  String notation = plugin.asString("");
                  if (notation.startsWith(id + ":")) {
                    return Stream.of(notation.substring(id.length() + 1));
                  }
                  if (!plugin.path("id").asString("").equals(id)) {
                    return Stream.empty();
                  }
                  JsonNode version = plugin.path("version");
                  String reference = version.path("ref").asString("");
                  return Stream.of(
                      reference.isEmpty()
                          ? version.asString("")
                          : catalog.path("versions").path(reference).asString(""));
                }))
        .filter(version -> !version.isEmpty())
        .findFirst();
  }

  private static Stream<JsonNode> catalogs(ConfigurationFiles files) {
    return files.matching(file -> file.name().endsWith(".versions.toml")).stream()
        .map(ConfigurationFile::toml);
  }

  /** Returns the folder that a script configures; scripts of shared build logic configure the whole build. */
  static String scope(ConfigurationFile script) {
    Matcher matcher = BUILD_LOGIC.matcher(script.folder());
    return matcher.find() ? script.folder().substring(0, matcher.start()) : script.folder();
  }

  static String withoutComments(String text) {
    return COMMENT_OR_STRING
        .matcher(text)
        .replaceAll(
            match -> match.group().startsWith("/") ? " " : Matcher.quoteReplacement(match.group()));
  }

  /** Returns the version that an argument stands for; the argument itself, which is no version, if it is unknown. */
  private static @Nullable String resolve(
      @Nullable String argument, String script, ConfigurationFiles files) {
    String expression = argument == null ? "" : argument.strip();
    if (expression.isEmpty()) {
      return null;
    }
    String unquoted = expression.replaceAll("^[\"']|[\"']$", "");
    if (!unquoted.equals(expression) && !unquoted.contains("$")) {
      return unquoted;
    }
    String name = unquoted.replaceAll("^\\$\\{?|}$|\\.get\\(\\)$", "");
    if (name.startsWith("libs.versions.")) {
      return catalogVersion(name.substring("libs.versions.".length()), files).orElse(expression);
    }
    String variable = name.substring(name.lastIndexOf('.') + 1);
    return assignedValue(variable, script)
        .or(() ->
            files.named("gradle.properties").stream()
                .flatMap(file -> propertyValue(variable, file.text()).stream())
                .findFirst())
        .orElse(expression);
  }

  private static Optional<String> catalogVersion(String accessor, ConfigurationFiles files) {
    return catalogs(files)
        .flatMap(catalog -> catalog.path("versions").propertyStream())
        .filter(entry -> entry.getKey().replaceAll("[-_]", ".").equals(accessor))
        .map(entry -> entry.getValue().asString(""))
        .filter(version -> !version.isEmpty())
        .findFirst();
  }

  private static Optional<String> assignedValue(String variable, String script) {
    return Pattern.compile("\\b%s\\s*=\\s*[\"']([^\"'$]+)[\"']".formatted(Pattern.quote(variable)))
        .matcher(script)
        .results()
        .map(result -> result.group(1))
        .findFirst();
  }

  private static Optional<String> propertyValue(String variable, String text) {
    return Pattern.compile("(?m)^\\s*%s\\s*[=:]\\s*(\\S+)".formatted(Pattern.quote(variable)))
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .findFirst();
  }
}

package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Spotless and the google-java-format plugin in Gradle scripts, in Groovy and in Kotlin. */
final class GradleConsentReader implements ConsentReader {

  private static final Pattern COMMENT_OR_STRING =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'|//[^\n]*+|/\\*(?s:.*?)\\*/");

  /** A call with its argument and the calls that are chained to it. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?<![\\w.$\"'])googleJavaFormat\\b[ \\t]*(?:\\(\\s*([^()\n"
              + "]*(?:\\(\\))?[^()\n"
              + "]*)\\)|([\"'][^\"'\n"
              + "]*[\"']))?((?:\\s*\\.\\s*\\w+\\([^()\n"
              + "]*\\))*)");

  private static final Pattern SHERTER =
      Pattern.compile("[\"']com\\.github\\.sherter\\.google-java-format[\"']");
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
        Matcher step = STEP.matcher(text);
        while (step.find()) {
          String argument = step.group(1) == null ? step.group(2) : step.group(1);
          String chain = step.group(3);
          consents.addAll(
              MavenConsentReader.javaConsents(
                  scope(script),
                  script.path() + " (Spotless)",
                  chain.contains("aosp(") ? "AOSP" : "GOOGLE",
                  resolve(argument, text, files),
                  chain.replaceAll("\\s", "").contains("reorderImports(true)")));
        }
      }
      if (SHERTER.matcher(text).find()) {
        consents.addAll(
            MavenConsentReader.javaConsents(
                scope(script),
                script.path() + " (google-java-format plugin)",
                SHERTER_STYLE.matcher(text).find() ? "AOSP" : "GOOGLE",
                TOOL_VERSION
                    .matcher(text)
                    .results()
                    .findFirst()
                    .flatMap(result -> Optional.ofNullable(resolve(result.group(1), text, files)))
                    .orElse(null),
                true));
      }
    }
    return consents;
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
    return files.matching(file -> file.name().endsWith(".versions.toml")).stream()
        .flatMap(file -> file.toml().path("versions").propertyStream())
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

package dev.pawl.consent;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads which files the formatting plugins of a build format: their includes, and otherwise the source folders. */
enum BuildFileRules implements FileRulesReader {
  /** Spotless for Java, and plugins that format the same folders. */
  JAVA("java", "Spotless", Set.of("fmt-maven-plugin"), "", "java", "java"),

  /** The plugins of spring-javaformat. */
  SPRING_JAVAFORMAT(
      "java",
      "spring-javaformat plugin",
      Set.of("spring-javaformat-maven-plugin"),
      "io.spring.javaformat",
      "java",
      "java"),

  /** Spotless for Kotlin, and the Gradle plugin of ktfmt. */
  KOTLIN("kotlin", "Spotless", Set.of(), "com.ncorti.ktfmt.gradle", "kotlin", "(?:kotlin|java)");

  private static final String SPOTLESS = "Spotless";

  /** The steps by which the block of Spotless differs from that of the plugin of the language. */
  private static final Pattern FORMATTING_STEP =
      Pattern.compile(
          "\\b(?:googleJavaFormat|palantirJavaFormat|eclipse|ktfmt|ktlint|diktat|target|targetExclude)\\b");

  private static final Pattern LITERAL = Pattern.compile("\"([^\"$\n]*)\"|'([^'\n]*)'");

  /** A pattern of files that the build generates, which are not in the target. */
  private static final Pattern BUILD_FOLDER =
      Pattern.compile("\"\\$\\{?(?:project\\.)?(?:buildDir|layout\\.buildDirectory)\\b[^\"\n]*\"");

  /** A script that is longer, or has more blocks, is not written by people. */
  private static final int MAX_SCRIPT_LENGTH = 1 << 18;

  private static final int MAX_BLOCKS = 50;

  /** A call of a script with its arguments, which end with the line unless they have brackets. */
  private static final String CALL = "\\b%s\\b[ \\t]*(?:\\(([^()]*)\\)|=?([^\n(;}]*))";

  private static final Pattern TARGET = Pattern.compile(CALL.formatted("target"));
  private static final Pattern EXCLUDE = Pattern.compile(CALL.formatted("targetExclude"));

  /** The section of Spotless, in Maven and in Gradle. */
  private final String section;

  /** The plugin, for people. */
  private final String plugin;

  /** The other plugins of Maven, whose includes and excludes apply to the language as a whole. */
  private final Set<String> mavenPlugins;

  /** The Gradle plugin, other than Spotless, that formats the source sets; empty if there is none. */
  private final String gradlePlugin;

  /** The files that are formatted without includes. */
  private final Pattern mavenSources;

  private final Pattern gradleSources;
  private final Pattern block;

  BuildFileRules(
      String section,
      String plugin,
      Set<String> mavenPlugins,
      String gradlePlugin,
      String mavenFolder,
      String gradleFolder) {
    this.section = section;
    this.plugin = plugin;
    this.mavenPlugins = mavenPlugins;
    this.gradlePlugin = gradlePlugin;
    this.mavenSources = Pattern.compile("(?:.*/)?src/(?:main|test)/" + mavenFolder + "/.*");
    this.gradleSources = Pattern.compile("(?:.*/)?src/[^/]+/" + gradleFolder + "/.*");
    this.block = Pattern.compile("\\b" + section + "\\s*\\{");
  }

  @Override
  public FileRules read(ConfigurationFiles files, String folder) {
    Optional<FileRules> maven =
        files
            .find(folder + "pom.xml")
            .flatMap(file -> file.xml().flatMap(pom -> maven(file, pom, files)));
    return WebFileRules.below(folder, maven.or(() -> gradle(files, folder)).orElse(FileRules.NONE));
  }

  private Optional<FileRules> maven(
      ConfigurationFile file, Document pom, ConfigurationFiles files) {
    for (Element candidate : elements(pom.getDocumentElement(), "plugin")) {
      String name =
          elements(candidate, "artifactId").stream()
              .map(BuildFileRules::text)
              .findFirst()
              .orElse("");
      List<Element> sections =
          plugin.equals(SPOTLESS) && name.equals("spotless-maven-plugin")
              ? elements(candidate, section)
              : mavenPlugins.contains(name) ? List.of(candidate) : List.of();
      if (sections.isEmpty()) {
        continue;
      }
      var includes = new ArrayList<String>();
      var excludes = new ArrayList<String>();
      sections.forEach(element -> {
        elements(element, "include").forEach(include -> includes.add(text(include)));
        elements(element, "exclude").forEach(exclude -> excludes.add(text(exclude)));
      });
      boolean ownFolders =
          !elements(pom.getDocumentElement(), "sourceDirectory").isEmpty()
              || !elements(candidate, "additionalSourceDirectories").isEmpty();
      return Optional.of(
          rules(
              file.path(),
              includes,
              excludes,
              ownFolders ? null : mavenSources,
              folderContent(files, file.folder())));
    }
    return Optional.empty();
  }

  private Optional<FileRules> gradle(ConfigurationFiles files, String folder) {
    var scripts =
        files.matching(file ->
            (file.name().endsWith(".gradle") || file.name().endsWith(".gradle.kts"))
                && GradleConsentReader.scope(file).equals(folder));
    if (plugin.equals(SPOTLESS)) {
      for (ConfigurationFile script : scripts) {
        Optional<FileRules> rules = spotless(script, files, folder);
        if (rules.isPresent()) {
          return rules;
        }
      }
    }
    return scripts.stream()
        .filter(script -> !gradlePlugin.isEmpty() && script.text().contains(gradlePlugin))
        .findFirst()
        .map(script ->
            rules(
                script.path(), List.of(), List.of(), gradleSources, folderContent(files, folder)));
  }

  private Optional<FileRules> spotless(
      ConfigurationFile script, ConfigurationFiles files, String folder) {
    String text = GradleConsentReader.withoutComments(script.text());
    int start = text.length() > MAX_SCRIPT_LENGTH ? -1 : text.indexOf("spotless");
    Matcher blocks = block.matcher(text);
    for (int i = 0; i < MAX_BLOCKS && start >= 0 && blocks.find(start); i++) {
      String content = text.substring(blocks.end(), endOfBlock(text, blocks.end()));
      start = blocks.end();
      if (FORMATTING_STEP.matcher(content).find()) {
        Optional<List<String>> excludes = literals(EXCLUDE, content);
        if (excludes.isEmpty()) {
          return Optional.of(path ->
              Optional.of("targetExclude in %s cannot be evaluated".formatted(script.path())));
        }
        boolean hasTarget = TARGET.matcher(content).find();
        return Optional.of(
            rules(
                script.path(),
                literals(TARGET, content).orElse(List.of()),
                excludes.get(),
                hasTarget ? null : gradleSources,
                folderContent(files, folder)));
      }
    }
    return Optional.empty();
  }

  private static int endOfBlock(String text, int start) {
    int open = 1;
    for (int index = start; index < text.length(); index++) {
      open += text.charAt(index) == '{' ? 1 : text.charAt(index) == '}' ? -1 : 0;
      if (open == 0) {
        return index;
      }
    }
    return text.length();
  }

  /** Returns the text literals of all calls; empty if one of them has another argument, which is not evaluated. */
  private static Optional<List<String>> literals(Pattern call, String block) {
    var found = new ArrayList<String>();
    String text = BUILD_FOLDER.matcher(block).replaceAll("''");
    Matcher matcher = call.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) == null && text.startsWith("(", matcher.end())) {
        return Optional.empty();
      }
      String arguments = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      Matcher literal = LITERAL.matcher(arguments);
      if (!literal.replaceAll("").replaceAll("[\\s,]", "").isEmpty()) {
        return Optional.empty();
      }
      literal.reset();
      while (literal.find()) {
        found.add(literal.group(1) == null ? literal.group(2) : literal.group(1));
      }
    }
    return Optional.of(found);
  }

  /**
   * Creates the rules of a build file.
   *
   * @param sources the files that are formatted without includes; null if these are not known
   * @param content the paths in the scope, of which some must be in the usual places
   */
  private FileRules rules(
      String source,
      List<String> includes,
      List<String> excludes,
      @Nullable Pattern sources,
      List<String> content) {
    List<Glob> included = globs(includes);
    List<Glob> excluded = globs(excludes);
    boolean usual =
        included.isEmpty()
            && sources != null
            && content.stream().anyMatch(path -> sources.matcher(path).matches());
    return path -> {
      if (excluded.stream().anyMatch(glob -> glob.matches(path))) {
        return WebFileRules.excludedBy("%s (%s)".formatted(source, plugin));
      }
      boolean formatted =
          usual && sources != null
              ? sources.matcher(path).matches()
              : included.isEmpty() || included.stream().anyMatch(glob -> glob.matches(path));
      return formatted
          ? Optional.empty()
          : Optional.of("not among the sources that %s formats".formatted(source));
    };
  }

  private static List<String> folderContent(ConfigurationFiles files, String folder) {
    return files.matching(file -> file.path().startsWith(folder)).stream()
        .map(file -> file.path().substring(folder.length()))
        .toList();
  }

  /** Returns patterns that match in the folder of any module. */
  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream()
        .map(String::strip)
        .filter(pattern -> !pattern.isEmpty())
        .map(pattern -> pattern.replaceFirst("^(\\./|/)", ""))
        .map(pattern -> pattern.startsWith("**/") ? pattern : "**/" + pattern)
        .map(pattern -> pattern.endsWith("/") ? pattern + "**" : pattern)
        .map(pattern -> Glob.whole(pattern, GlobDialect.EDITOR_CONFIG))
        .toList();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String text(Element element) {
    return String.valueOf(element.getTextContent()).strip();
  }
}

package dev.pawl.consent;

import dev.pawl.consent.PathGlob.Star;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads which Java files Spotless and similar plugins format: their includes, and otherwise the source folders. */
final class SpotlessFileRules {

  private static final Pattern MAVEN_SOURCES = Pattern.compile("(?:.*/)?src/(?:main|test)/java/.*");
  private static final Pattern GRADLE_SOURCES = Pattern.compile("(?:.*/)?src/[^/]+/java/.*");
  private static final Pattern JAVA_BLOCK = Pattern.compile("\\bjava\\s*\\{");

  /** The steps by which the block of Spotless differs from that of the Java plugin. */
  private static final Pattern FORMATTING_STEP =
      Pattern.compile("\\b(?:googleJavaFormat|palantirJavaFormat|eclipse|target|targetExclude)\\b");

  private static final Pattern LITERAL = Pattern.compile("\"([^\"$\n]*)\"|'([^'\n]*)'");

  /** A script that is longer, or has more blocks, is not written by people. */
  private static final int MAX_SCRIPT_LENGTH = 1 << 18;

  private static final int MAX_BLOCKS = 50;

  /** A call of a script with its arguments, which end with the line unless they have brackets. */
  private static final String CALL = "\\b%s\\b[ \\t]*(?:\\(([^()]*)\\)|=?([^\n(;}]*))";

  private static final Pattern TARGET = Pattern.compile(CALL.formatted("target"));
  private static final Pattern EXCLUDE = Pattern.compile(CALL.formatted("targetExclude"));

  private SpotlessFileRules() {}

  static FileRules java(ConfigurationFiles files, String folder) {
    Optional<FileRules> maven =
        files
            .find(folder + "pom.xml")
            .flatMap(file -> file.xml().flatMap(pom -> maven(file, pom, files)));
    return WebFileRules.below(folder, maven.or(() -> gradle(files, folder)).orElse(FileRules.NONE));
  }

  private static Optional<FileRules> maven(
      ConfigurationFile file, Document pom, ConfigurationFiles files) {
    for (Element plugin : elements(pom.getDocumentElement(), "plugin")) {
      String name =
          elements(plugin, "artifactId").stream()
              .map(SpotlessFileRules::text)
              .findFirst()
              .orElse("");
      if (!name.equals("spotless-maven-plugin") && !name.equals("fmt-maven-plugin")) {
        continue;
      }
      var includes = new ArrayList<String>();
      var excludes = new ArrayList<String>();
      if (name.equals("spotless-maven-plugin")) {
        List<Element> java = elements(plugin, "java");
        if (java.isEmpty()) {
          continue;
        }
        java.forEach(step -> {
          elements(step, "include").forEach(include -> includes.add(text(include)));
          elements(step, "exclude").forEach(exclude -> excludes.add(text(exclude)));
        });
      }
      boolean ownFolders =
          !elements(pom.getDocumentElement(), "sourceDirectory").isEmpty()
              || !elements(plugin, "additionalSourceDirectories").isEmpty();
      return Optional.of(
          rules(
              file.path(),
              includes,
              excludes,
              ownFolders ? null : MAVEN_SOURCES,
              folderContent(files, file.folder())));
    }
    return Optional.empty();
  }

  private static Optional<FileRules> gradle(ConfigurationFiles files, String folder) {
    var scripts =
        files.matching(file ->
            (file.name().endsWith(".gradle") || file.name().endsWith(".gradle.kts"))
                && GradleConsentReader.scope(file).equals(folder));
    for (ConfigurationFile script : scripts) {
      String text = GradleConsentReader.withoutComments(script.text());
      int spotless = text.length() > MAX_SCRIPT_LENGTH ? -1 : text.indexOf("spotless");
      Matcher block = JAVA_BLOCK.matcher(text);
      for (int i = 0; i < MAX_BLOCKS && spotless >= 0 && block.find(spotless); i++) {
        String java = text.substring(block.end(), endOfBlock(text, block.end()));
        spotless = block.end();
        if (FORMATTING_STEP.matcher(java).find()) {
          Optional<List<String>> targets = literals(TARGET, java);
          boolean hasTarget = TARGET.matcher(java).find();
          return Optional.of(
              rules(
                  script.path(),
                  targets.orElse(List.of()),
                  literals(EXCLUDE, java).orElse(List.of()),
                  hasTarget ? null : GRADLE_SOURCES,
                  folderContent(files, folder)));
        }
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
    Matcher matcher = call.matcher(block);
    while (matcher.find()) {
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
  private static FileRules rules(
      String source,
      List<String> includes,
      List<String> excludes,
      @Nullable Pattern sources,
      List<String> content) {
    List<PathGlob> included = globs(includes);
    List<PathGlob> excluded = globs(excludes);
    boolean usual =
        included.isEmpty()
            && sources != null
            && content.stream().anyMatch(path -> sources.matcher(path).matches());
    return path -> {
      if (excluded.stream().anyMatch(glob -> glob.matches(path))) {
        return WebFileRules.excludedBy(source + " (Spotless)");
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
  private static List<PathGlob> globs(List<String> patterns) {
    return patterns.stream()
        .map(String::strip)
        .filter(pattern -> !pattern.isEmpty())
        .map(pattern -> pattern.replaceFirst("^(\\./|/)", ""))
        .map(pattern -> pattern.startsWith("**/") ? pattern : "**/" + pattern)
        .map(pattern -> pattern.endsWith("/") ? pattern + "**" : pattern)
        .map(pattern -> new PathGlob(pattern, Star.WITHIN_FOLDER))
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

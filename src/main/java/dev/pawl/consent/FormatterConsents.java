package dev.pawl.consent;

import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The formatters that the configuration files of a target ask for, by language and folder. */
public final class FormatterConsents {

  private static final List<ConsentReader> READERS =
      List.of(
          new MavenConsentReader(),
          new GradleConsentReader(),
          new PreCommitConsentReader(),
          new NodeConsentReader(),
          new PythonConsentReader(),
          new NativeConsentReader());

  /** Decides which of several tools with consent for the same files comes first. */
  private static final List<String> PREFERENCE =
      List.of(
          "google-java-format",
          "prettier",
          "biome",
          "dprint",
          "black",
          "ruff",
          "isort",
          "gofmt",
          "goimports");

  /** The languages whose formatters builds configure, with the whole style in one place. */
  private static final Set<Language> BUILD_LANGUAGES = Set.of(Language.JAVA, Language.KOTLIN);

  private static final Map<String, FileRulesReader> FILE_RULES =
      Map.ofEntries(
          Map.entry("prettier", WebFileRules::prettier),
          Map.entry("biome", WebFileRules::biome),
          Map.entry("dprint", WebFileRules::dprint),
          Map.entry("black", PythonFileRules::black),
          Map.entry("ruff", PythonFileRules::ruff),
          Map.entry("isort", PythonFileRules::isort),
          Map.entry("google-java-format", BuildFileRules.JAVA),
          Map.entry("palantir-java-format", BuildFileRules.JAVA),
          Map.entry("import-order", BuildFileRules.JAVA),
          Map.entry("spring-javaformat", BuildFileRules.SPRING_JAVAFORMAT),
          Map.entry("ktfmt", BuildFileRules.KOTLIN),
          Map.entry("clang-format", NativeFileRules::clangFormat),
          Map.entry("rustfmt", NativeFileRules::rustfmt),
          Map.entry("gofmt", NativeFileRules::gofmt),
          Map.entry("goimports", NativeFileRules::gofmt),
          Map.entry("shfmt", NativeFileRules::shfmt));

  private final List<FormatterConsent> consents;
  private final ConfigurationFiles files;
  private final Map<String, FileRules> rules = new HashMap<>();

  private FormatterConsents(List<FormatterConsent> consents, ConfigurationFiles files) {
    this.consents = consents;
    this.files = files;
  }

  /** Reads the configuration files of a target. */
  public static FormatterConsents read(List<WorkspaceFile> files) {
    var configuration = new ConfigurationFiles(files);
    var consents = new ArrayList<FormatterConsent>();
    READERS.forEach(reader -> consents.addAll(reader.read(configuration)));
    // A source with a pinned version comes first among those that ask for the same tool.
    consents.sort(
        Comparator.comparingInt((FormatterConsent consent) -> preference(consent.tool()))
            .thenComparing(consent -> consent.version() == null));
    return new FormatterConsents(List.copyOf(consents), configuration);
  }

  /** Returns the tool that comes first among several for the same files. */
  public static Optional<String> preferred(List<String> tools) {
    return tools.stream().min(Comparator.comparingInt(FormatterConsents::preference));
  }

  private static int preference(String tool) {
    int index = PREFERENCE.indexOf(tool);
    return index < 0 ? PREFERENCE.size() : index;
  }

  /**
   * Returns the tool's own include and ignore rules.
   *
   * @param folder the folder to which the consent applies, with a slash at the end; empty for the whole target
   */
  public FileRules rules(String tool, String folder) {
    return rules.computeIfAbsent(
        tool + " " + folder,
        key -> {
          FileRulesReader own = FILE_RULES.getOrDefault(tool, (all, scope) -> FileRules.NONE);
          return FileRules.remembering(
              FileRules.anyOf(
                  List.of(
                      own.read(files, folder), PreCommitFileRules.of(tool).read(files, folder))));
        });
  }

  /** Returns the first consent to a tool for the whole target. */
  public Optional<FormatterConsent> find(String tool, Language language) {
    return consents.stream()
        .filter(consent ->
            consent.tool().equals(tool)
                && consent.languages().contains(language)
                && consent.folder().isEmpty())
        .findFirst()
        .map(consent -> inStyleOfAll(consent, language));
  }

  /**
   * Returns a consent in the style that another source asks for, if it asks for none itself: the arguments of a hook apply
   * to the files that a configuration file of the same tool covers, and the reverse.
   */
  private FormatterConsent inStyleOfAll(FormatterConsent consent, Language language) {
    if (consent.style() != null || BUILD_LANGUAGES.contains(language)) {
      return consent;
    }
    return consents.stream()
        .filter(other ->
            other.tool().equals(consent.tool())
                && other.folder().equals(consent.folder())
                && other.languages().contains(language)
                && other.style() != null)
        .findFirst()
        .map(other -> consent.inStyle(other.style()))
        .orElse(consent);
  }

  /** Returns the consents for a language by the folder to which they apply, one for each tool, in order of preference. */
  public SortedMap<String, List<FormatterConsent>> of(Language language) {
    var byFolder = new TreeMap<String, List<FormatterConsent>>();
    for (FormatterConsent consent : consents) {
      if (consent.languages().contains(language)) {
        var list = byFolder.computeIfAbsent(consent.folder(), key -> new ArrayList<>());
        if (list.stream().noneMatch(known -> known.tool().equals(consent.tool()))) {
          list.add(inStyleOfAll(consent, language));
        }
      }
    }
    return byFolder;
  }
}

package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.ChainedFixer;
import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.builtin.FixerRunner.FixRequest;
import dev.pawl.command.NamedFormatters;
import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.FormatterConsent;
import dev.pawl.consent.FormatterConsents;
import dev.pawl.language.Language;
import dev.pawl.tool.FileSelection;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.IndentationRules;
import dev.pawl.tool.LayoutLimits;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Builds the fixer chain of a target from the available formatters that something asks for, and from all other fixers. */
@Component
class FixerChainFactory {

  private static final String CONFIGURATION = ".quality-config.json";
  private static final String REQUEST = "the request";
  private static final String PROJECT = "the operator's project";

  /** The formatter that sorts imports only; it can run after the formatter that lays out the code. */
  private static final String ISORT = "isort";

  private static final String IMPORT_ORDER = "import-order";
  private static final String GOOGLE_JAVA_FORMAT = "google-java-format";
  private static final String CLANG_FORMAT = "clang-format";

  private final List<Fixer> fixers;
  private final IndentationRules indentationRules;

  FixerChainFactory(List<Fixer> fixers, IndentationRules indentationRules) {
    this.fixers = fixers;
    this.indentationRules = indentationRules;
  }

  /** Returns the names of the tools that can be asked for, by language. */
  Map<String, Set<String>> formatterNamesByLanguage() {
    var names = new TreeMap<String, Set<String>>();
    for (Fixer fixer : fixers) {
      boolean imports = fixer.purpose() == Purpose.IMPORT_ORDER;
      Set<Language> languages = imports ? Set.of(Language.JAVA) : fixer.formattedLanguages();
      languages.forEach(language ->
          names.computeIfAbsent(language.key(), key -> new TreeSet<>()).add(fixer.name()));
    }
    return names;
  }

  /** Returns the names of all tools that can be asked for. */
  Set<String> formatterNames() {
    return fixers.stream()
        .filter(fixer -> FixerChain.needsConsent(fixer) && fixer.lintedLanguages().isEmpty())
        .map(Fixer::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Creates the chain for a target.
   *
   * @param configFiles all files of the workspace
   * @param avoided the names of tools to exclude
   * @param requested the files that the request selects
   * @param named the formatters that the request and the operator's project name
   */
  FixerChain create(
      Workspace workspace,
      ToolConfigFiles configFiles,
      FixRequest request,
      Set<String> avoided,
      FileSelection requested,
      NamedFormatters named)
      throws IOException {
    var limits = new LayoutLimits(requested, workspace.config().layout(), workspace::isMarkedAsOwn);
    var selection =
        new FormatterSelection(
            workspace, request, avoided, named, FormatterConsents.read(configFiles.files()));
    for (Language language : Language.values()) {
      selection.select(language);
    }
    var links =
        new ArrayList<>(otherFixers(workspace, configFiles, avoided, selection.covered, limits));
    var linters = LinterSelection.of(fixers, workspace, configFiles, avoided, limits);
    links.addAll(linters.links());
    // Among the fixers of one purpose, formatters run first.
    links.addAll(selection.links(configFiles, limits));
    links.sort(
        Comparator.comparing((ChainedFixer link) -> link.fixer().purpose())
            .thenComparing(link -> link.fixer().formattedLanguages().isEmpty()));
    return new FixerChain(
        workspace,
        configFiles,
        List.copyOf(links),
        List.copyOf(selection.notCovered),
        List.copyOf(selection.uses),
        List.copyOf(selection.asked),
        suggestions(),
        linters.uses());
  }

  private List<ChainedFixer> otherFixers(
      Workspace workspace,
      ToolConfigFiles configFiles,
      Set<String> avoided,
      Set<ConsentScope> covered,
      LayoutLimits limits) {
    return fixers.stream()
        .filter(fixer -> !FixerChain.needsConsent(fixer) && !avoided.contains(fixer.name()))
        .map(fixer ->
            new ChainedFixer(
                fixer,
                fixer.detect(workspace),
                fixer.configurationKey(configFiles),
                fixer.purpose() == Purpose.LAYOUT ? covered : Set.of(),
                limits))
        .filter(link -> link.detection().isPresent())
        .toList();
  }

  /** Returns a formatter for each language that could be formatted. */
  private Map<Language, String> suggestions() {
    var suggestions = new EnumMap<Language, String>(Language.class);
    for (Language language : Language.values()) {
      FormatterConsents.preferred(
              fixers.stream()
                  .filter(fixer -> fixer.formattedLanguages().contains(language))
                  .map(Fixer::name)
                  .distinct()
                  .toList())
          .ifPresent(name -> suggestions.put(language, name));
    }
    return suggestions;
  }

  /** Selects the formatters of all languages, grouped by their position in the lists of tools. */
  private final class FormatterSelection {

    /** A fixer in the style that a consent asks for. */
    private record StyledFixer(Fixer fixer, @Nullable String style) {}

    private final Workspace workspace;
    private final FixRequest request;
    private final Set<String> avoided;
    private final NamedFormatters named;
    private final FormatterConsents consents;
    private final Set<ConsentScope> covered = new LinkedHashSet<>();
    private final Set<ConsentScope> asked = new LinkedHashSet<>();
    private final List<FormatterUse> uses = new ArrayList<>();
    private final List<UncoveredLanguage> notCovered = new ArrayList<>();
    private final List<Map<StyledFixer, Set<ConsentScope>>> fixersByPosition = new ArrayList<>();

    FormatterSelection(
        Workspace workspace,
        FixRequest request,
        Set<String> avoided,
        NamedFormatters named,
        FormatterConsents consents) {
      this.workspace = workspace;
      this.request = request;
      this.avoided = avoided;
      this.named = named;
      this.consents = consents;
    }

    void select(Language language) throws IOException {
      Optional<List<FormatterConsent>> explicit = explicitConsents(language);
      if (explicit.isPresent()) {
        var scope = new ConsentScope(language, "", Set.of());
        asked.add(scope);
        selectImportOrder(scope, explicit.get());
        selectFirstAvailable(scope, withoutImportOrder(explicit.get()));
        return;
      }
      SortedMap<String, List<FormatterConsent>> byFolder = consents.of(language);
      byFolder.forEach((folder, list) -> {
        var nested =
            byFolder.keySet().stream()
                .filter(other -> !other.equals(folder) && other.startsWith(folder))
                .collect(Collectors.toSet());
        var scope = new ConsentScope(language, folder, nested);
        selectImportOrder(scope, list);
        List<FormatterConsent> formatters = withoutImportOrder(list);
        if (!formatters.isEmpty()) {
          asked.add(scope);
          selectPreferred(scope, formatters);
        }
      });
    }

    /** Returns what the request, Pawl's own configuration or the project asks for; empty if none mentions the language. */
    private Optional<List<FormatterConsent>> explicitConsents(Language language)
        throws IOException {
      List<String> arguments =
          request.named().stream()
              .filter(name ->
                  fixers.stream()
                      .anyMatch(fixer ->
                          fixer.name().equals(name)
                              && (fixer.formattedLanguages().contains(language)
                                  || name.equals(IMPORT_ORDER) && language == Language.JAVA)))
              .toList();
      if (!arguments.isEmpty()) {
        return Optional.of(toConsents(arguments, language, REQUEST));
      }
      String key = language.key();
      List<String> ofRequest = named.ofRequest().get(key);
      if (ofRequest != null) {
        return Optional.of(toConsents(ofRequest, language, REQUEST));
      }
      return workspace
          .config()
          .formatters(key)
          .map(names -> toConsents(names, language, CONFIGURATION))
          .or(() ->
              Optional.ofNullable(named.ofProject().get(key))
                  .map(names -> toConsents(names, language, PROJECT)));
    }

    private List<FormatterConsent> toConsents(
        List<String> names, Language language, String source) {
      return names.stream()
          .map(name ->
              consents
                  .find(name, language)
                  .map(consent -> consent.asExplicit(language, source))
                  .orElseGet(() -> FormatterConsent.explicit(name, language, source)))
          .toList();
    }

    private static List<FormatterConsent> withoutImportOrder(List<FormatterConsent> list) {
      return list.stream().filter(consent -> !consent.tool().equals(IMPORT_ORDER)).toList();
    }

    /** Selects the order of imports; who names google-java-format itself asks for its order as well. */
    private void selectImportOrder(ConsentScope scope, List<FormatterConsent> list) {
      if (scope.language() != Language.JAVA) {
        return;
      }
      list.stream()
          .filter(consent ->
              consent.tool().equals(IMPORT_ORDER)
                  || consent.explicit() && consent.tool().equals(GOOGLE_JAVA_FORMAT))
          .findFirst()
          .ifPresent(consent ->
              fixers.stream()
                  .filter(fixer ->
                      fixer.purpose() == Purpose.IMPORT_ORDER && !avoided.contains(fixer.name()))
                  .map(fixer -> fixer.inVersion(consent.version()))
                  .filter(fixer -> fixer.detect(workspace).isPresent())
                  .forEach(fixer -> add(fixer, 0, scope, importOrder(consent))));
    }

    private static FormatterConsent importOrder(FormatterConsent consent) {
      return new FormatterConsent(
          IMPORT_ORDER,
          consent.languages(),
          consent.folder(),
          consent.source(),
          consent.style(),
          consent.version(),
          consent.explicit());
    }

    private void selectFirstAvailable(ConsentScope scope, List<FormatterConsent> list) {
      var reasons = new ArrayList<String>();
      for (int position = 0; position < list.size(); position++) {
        if (trySelect(scope, list.get(position), position, reasons) && !request.allFormatters()) {
          return;
        }
      }
      if (!list.isEmpty() && !covered.contains(scope)) {
        reportNotCovered(scope, reasons);
      }
    }

    /**
     * Selects the tool that comes first; another one never takes its place on a machine that lacks it, so that all
     * machines give the same result.
     */
    private void selectPreferred(ConsentScope scope, List<FormatterConsent> list) {
      var reasons = new ArrayList<String>();
      trySelect(scope, list.getFirst(), 0, reasons);
      if (request.allFormatters() && !list.getFirst().tool().equals(ISORT)) {
        list.stream()
            .filter(consent -> consent.tool().equals(ISORT))
            .forEach(consent -> trySelect(scope, consent, 1, reasons));
      }
      if (!reasons.isEmpty()) {
        reportNotCovered(scope, reasons);
      }
    }

    private void reportNotCovered(ConsentScope scope, List<String> reasons) {
      notCovered.add(new UncoveredLanguage(scope.language(), String.join(", ", reasons)));
    }

    private boolean trySelect(
        ConsentScope scope, FormatterConsent consent, int position, List<String> reasons) {
      String name = consent.tool();
      List<Fixer> candidates = candidates(scope, consent);
      if (candidates.isEmpty()) {
        reasons.add(name + " is not a known formatter for it");
        return false;
      }
      if (avoided.contains(name)) {
        reasons.add(name + " failed in an earlier attempt");
        return false;
      }
      for (Fixer fixer : candidates) {
        ToolDetection detection = fixer.inStyle(consent.style()).detect(workspace);
        if (detection.isPresent() && (consent.explicit() || detection.asConfigured().isPresent())) {
          add(fixer, position, scope, consent);
          covered.add(scope);
          return true;
        }
      }
      reasons.add(
          name
              + " "
              + candidates
                  .getFirst()
                  .inStyle(consent.style())
                  .detect(workspace)
                  .asConfigured()
                  .unavailableReason());
      return false;
    }

    /**
     * Returns the tools of a name, in the version that the target pins where possible. A pinned version comes first.
     * Among the others, programs come first, because the target or the operator chose their version, then the newest.
     */
    private List<Fixer> candidates(ConsentScope scope, FormatterConsent consent) {
      return fixers.stream()
          .filter(candidate ->
              candidate.name().equals(consent.tool())
                  && candidate.formattedLanguages().contains(scope.language()))
          .map(candidate -> candidate.inVersion(consent.version()))
          .sorted(
              Comparator.comparing(
                      (Fixer candidate) -> !consent.pins(candidate.detect(workspace).version()))
                  .thenComparing(candidate -> !candidate.requiresFilesOnDisk())
                  .thenComparing(
                      candidate -> candidate.detect(workspace), ToolDetection::compareNewestFirst))
          .toList();
    }

    private void add(Fixer fixer, int position, ConsentScope scope, FormatterConsent consent) {
      ConsentScope formatted = scope.with(consents.rules(consent.tool(), scope.folder()));
      var use =
          new FormatterUse(
              consent, formatted, fixer.detect(workspace).version(), installation(consent));
      uses.add(use);
      if (request.withheld().contains(use.key())) {
        return;
      }
      while (fixersByPosition.size() <= position) {
        fixersByPosition.add(new LinkedHashMap<>());
      }
      fixersByPosition
          .get(position)
          .computeIfAbsent(new StyledFixer(fixer, consent.style()), key -> new LinkedHashSet<>())
          .add(formatted);
    }

    /** Returns the command that installs the version that a consent pins; empty if there is none. */
    private String installation(FormatterConsent consent) {
      return fixers.stream()
          .filter(fixer -> fixer.name().equals(consent.tool()))
          .flatMap(
              fixer -> Optional.ofNullable(consent.version()).flatMap(fixer::installation).stream())
          .findFirst()
          .orElse("");
    }

    List<ChainedFixer> links(ToolConfigFiles configFiles, LayoutLimits limits) {
      var links = new ArrayList<ChainedFixer>();
      for (Map<StyledFixer, Set<ConsentScope>> scopesByFixer : fixersByPosition) {
        scopesByFixer.forEach((styled, scopes) -> {
          Fixer fixer =
              new EditorConfigAwareFormatter(
                  styled.fixer().inStyle(styled.style()), indentationRules);
          links.add(
              new ChainedFixer(
                  fixer,
                  inStyle(fixer.name(), fixer.detect(workspace), styled.style()),
                  fixer.configurationKey(configFiles) + "\0" + styled.style(),
                  scopes,
                  limits));
        });
      }
      return links;
    }

    /** Returns a detection whose program keeps the order of includes unless the target asks for another one. */
    private static ToolDetection inStyle(
        String name, ToolDetection detection, @Nullable String style) {
      if (!name.equals(CLANG_FORMAT) || FormatterConsent.SORTED_INCLUDES.equals(style)) {
        return detection;
      }
      List<String> program =
          Stream.concat(detection.program().stream(), Stream.of("--sort-includes=0")).toList();
      return new ToolDetection(
          detection.version(),
          program,
          detection.unavailableReason(),
          detection.ignoredConfiguration());
    }
  }
}

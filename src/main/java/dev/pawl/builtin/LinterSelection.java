package dev.pawl.builtin;

import dev.pawl.builtin.FixerChain.ChainedFixer;
import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.LinterConsent;
import dev.pawl.consent.LinterConsents;
import dev.pawl.language.Language;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.LayoutLimits;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The linters that a target configures.
 *
 * @param links the available ones, with the files that they are configured for
 * @param uses all of them
 */
record LinterSelection(List<ChainedFixer> links, List<LinterUse> uses) {

  /** Selects the linters that the files of a workspace configure, without those to be avoided. */
  static LinterSelection of(
      List<Fixer> fixers,
      Workspace workspace,
      ToolConfigFiles configFiles,
      Set<String> avoided,
      LayoutLimits limits) {
    List<Fixer> linters =
        fixers.stream().filter(fixer -> !fixer.lintedLanguages().isEmpty()).toList();
    var links = new ArrayList<ChainedFixer>();
    var uses = new ArrayList<LinterUse>();
    if (linters.isEmpty()) {
      return new LinterSelection(links, uses);
    }
    List<LinterConsent> consents = LinterConsents.read(configFiles.files(), workspace.isTrusted());
    for (Fixer linter : linters) {
      List<LinterConsent> configured =
          consents.stream().filter(consent -> consent.tool().equals(linter.name())).toList();
      if (configured.isEmpty()) {
        continue;
      }
      ToolDetection detection =
          avoided.contains(linter.name())
              ? ToolDetection.unavailable("failed in an earlier attempt")
              : linter.detect(workspace).asConfigured();
      var scopes = new LinkedHashSet<ConsentScope>();
      for (LinterConsent consent : configured) {
        for (Language language : consent.languages()) {
          var scope = new ConsentScope(language, consent.folder(), Set.of()).with(consent.rules());
          uses.add(new LinterUse(consent, scope, detection));
          scopes.add(scope);
        }
      }
      if (detection.isPresent()) {
        links.add(
            new ChainedFixer(
                linter, detection, linter.configurationKey(configFiles), scopes, limits));
      }
    }
    return new LinterSelection(List.copyOf(links), List.copyOf(uses));
  }
}

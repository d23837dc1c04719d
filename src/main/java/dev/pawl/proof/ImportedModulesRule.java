package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.workspace.WholeTargetRule;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Requires the whole target if imports may be sorted in a language whose modules can do something when they are loaded:
 * the proof of a changed file reads the modules that it imports.
 */
@Component
final class ImportedModulesRule implements WholeTargetRule {

  private static final Set<Language> LANGUAGES =
      Set.of(Language.PYTHON, Language.JAVASCRIPT, Language.TYPESCRIPT);

  @Override
  public Optional<String> reason(SmallScope scope) throws IOException {
    return scope.changesFiles() && scope.languages().stream().anyMatch(LANGUAGES::contains)
        ? Optional.of("the proof of a changed file reads the modules that it imports")
        : Optional.empty();
  }
}

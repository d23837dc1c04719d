package dev.pawl.java;

import dev.pawl.language.Language;
import dev.pawl.workspace.WholeTargetRule;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Requires the whole target if its configuration names a PMD ruleset, which may be anywhere in it. */
@Component
final class RulesetFileRule implements WholeTargetRule {

  @Override
  public Optional<String> reason(SmallScope scope) throws IOException {
    boolean named = scope.config().document().path("pmd").has("ruleset");
    return named && scope.languages().contains(Language.JAVA)
        ? Optional.of("the configuration names a PMD ruleset")
        : Optional.empty();
  }
}

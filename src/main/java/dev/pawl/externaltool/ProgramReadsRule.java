package dev.pawl.externaltool;

import dev.pawl.language.Language;
import dev.pawl.process.ProcessRunner;
import dev.pawl.workspace.WholeTargetRule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Requires the whole target for installed programs that read more files than those that they are given. */
@Component
final class ProgramReadsRule implements WholeTargetRule {

  private final List<ExternalTool> tools =
      ExternalToolConfiguration.loadAll().stream()
          .filter(tool -> tool.isolated() != null && !tool.singleFiles())
          .toList();

  @Override
  public Optional<String> reason(SmallScope scope) throws IOException {
    if (scope.isTrusted()) {
      return Optional.of("the target is trusted, so its programs may read any of its files");
    }
    Set<Language> languages = scope.languages();
    return tools.stream()
        .filter(tool -> tool.supportedLanguages().stream().anyMatch(languages::contains))
        .filter(tool -> ProcessRunner.findOnPath(tool.executable()).isPresent())
        .map(tool -> "%s reads other files than those that it examines".formatted(tool.name()))
        .findFirst();
  }
}

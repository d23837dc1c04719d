package dev.pawl.java;

import dev.pawl.workspace.WholeTargetRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Requires the whole target for imports from {@code java.lang}, which types of the same package may make necessary. */
@Component
final class PackageNamesRule implements WholeTargetRule {

  private static final Pattern IMPORT =
      Pattern.compile("\\bimport\\s+java\\s*\\.\\s*lang\\s*\\.\\s*[A-Z*]");

  @Override
  public Optional<String> reason(SmallScope scope) throws IOException {
    for (String path : scope.paths()) {
      if (path.endsWith(".java")
          && IMPORT
              .matcher(new String(scope.readStart(path), StandardCharsets.ISO_8859_1))
              .find()) {
        return Optional.of(
            "%s imports from java.lang, which other files of its package may make necessary"
                .formatted(path));
      }
    }
    return Optional.empty();
  }
}

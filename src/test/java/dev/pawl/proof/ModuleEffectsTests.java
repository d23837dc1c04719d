package dev.pawl.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.SourceFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleEffectsTests {

  private static final ImportedName ELEMENTS =
      new ImportedName("import {a} from './elements'", "./elements", "a", "a", false);

  @TempDir Path target;

  private boolean mayHaveEffect() {
    var file = SourceFiles.read(target, "packages/x/src/main.ts", "import {a} from './elements'\n");
    return new ModuleEffects(file).findEffect(ELEMENTS).isPresent();
  }

  @Test
  void expectsAnEffectWithoutConfiguration() {
    assertThat(mayHaveEffect()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tsconfig.json | {\"compilerOptions\": {\"strict\": true}}",
        "packages/x/tsconfig.json | {}",
        "packages/x/tsconfig.app.json | {\"include\": [\"src\"]}"
      })
  void expectsNoneIfTheCompilerRemovesUnusedImports(String path, String configuration) {
    SourceFiles.write(target, path, configuration);

    assertThat(mayHaveEffect()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tsconfig.json | {\"extends\": \"./base.json\"}",
        "tsconfig.json | {\"files\": [], \"references\": [{\"path\": \"./tsconfig.app.json\"}]}",
        "packages/x/tsconfig.json | {\"compilerOptions\": {\"verbatimModuleSyntax\": true}}",
        "packages/x/tsconfig.app.json | {\"compilerOptions\": {\"verbatimModuleSyntax\": true}}",
        "packages/x/src/tsconfig.json | {\"compilerOptions\": {\"preserveValueImports\": true}}"
      })
  void expectsAnEffectIfAnyConfigurationMayKeepImports(String path, String configuration) {
    SourceFiles.write(target, "tsconfig.json", "{\"compilerOptions\": {\"strict\": true}}");
    SourceFiles.write(target, path, configuration);

    assertThat(mayHaveEffect()).isTrue();
  }
}

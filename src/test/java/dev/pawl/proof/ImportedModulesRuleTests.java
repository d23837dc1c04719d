package dev.pawl.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestSmallScope;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportedModulesRuleTests {

  @ParameterizedTest
  @CsvSource({
    "a.py, true, true",
    "a.ts, true, true",
    "a.mjs, true, true",
    "A.java, true, false",
    "a.json, true, false",
    "a.py, false, false",
    "script, true, true",
  })
  void requiresTheModulesThatAChangedFileMayImport(String path, boolean changes, boolean required)
      throws IOException {
    var scope = new TestSmallScope(Map.of(path, "#!/usr/bin/env python3\n"), false, changes);

    assertThat(new ImportedModulesRule().reason(scope).isPresent()).isEqualTo(required);
  }
}

package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedFileTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/java/com/x/testcase_colon_error.json",
        "tests/colonError.json",
        "test/HTTPError.xml",
        "tests/x/invalid-2.yaml",
        "tests/x/bad.toml",
        "test/a.broken.html",
        "e2e/malformed1.css",
        "__tests__/illegal.properties",
        "tests/corrupt_header.md",
        "tests/wrong.yml",
        "module/src/test/java/fail.json",
        "src/tests/antunit/taskdefs/javac-dir/bad-src/Bad.java",
        "tests/bad/a.c",
        "tests/x/invalid/deep/a.py",
        "tests/broken_inputs/a.js",
        "test/malformed/a.json",
        "tests/errors/a.ts",
        "tests/error/a.ts",
        "tests/ui/fail/a.rs",
        "tests/compile-fail/a.rs",
        "tests/failing/a.go",
        "test/failures/a.rb",
        "test/negative/a.kt",
        "tests/corrupt/a.xml",
        "src/test/java/com/x/invalid/a.json",
        "tests/bad/**",
        "tests/*_error.json"
      })
  void recognizesInputsThatAreWrongOnPurpose(String path) {
    assertThat(ProtectedFile.kindsOf(path)).contains(ProtectedFile.FIXTURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/java/com/x/ErrorTest.java",
        "src/test/java/com/x/error/Handler.java",
        "src/test/kotlin/com/x/invalid/Inputs.kt",
        "src/main/java/com/x/test/error/a.json",
        "src/main/resources/test/error.html",
        "tests/test_errors.py",
        "tests/errors/test_handler.py",
        "tests/errors/__init__.py",
        "tests/errors/handler.test.js",
        "tests/errors/handler_test.go",
        "tests/errors/ErrorTest.java",
        "tests/invalid/conftest.py",
        "tests/errors/main.rs",
        "tests/invalidate.json",
        "tests/badge.json",
        "tests/terror.json",
        "tests/failover/a.ts",
        "tests/error-handling/a.ts",
        "tests/error.ts",
        "src/error/handler.java",
        "src/errors/error.json",
        "errors/tests/a.json",
        "spec/error.yaml",
        "docs/bad/a.md",
        "tests/**"
      })
  void takesSourcesOfTestsForNoInputs(String path) {
    assertThat(ProtectedFile.kindsOf(path)).doesNotContain(ProtectedFile.FIXTURE);
  }
}

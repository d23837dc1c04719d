package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeOutputTests {

  private static final String MISSING_MODULE =
      """
      node:internal/modules/cjs/loader:1080
        throw err;
        ^

      Error: Cannot find module 'x'
      Require stack:
      - /work/.eslintrc.js
          at Module._resolveFilename (node:internal/modules/cjs/loader:1077:15)
          at Object.<anonymous> (/work/.eslintrc.js:1:1) {
        code: 'MODULE_NOT_FOUND',
        requireStack: [ '/work/.eslintrc.js' ]
      }

      Node.js v18.19.0
      """;

  private static final String OLD_LINTER =
      """

      Oops! Something went wrong! :(

      ESLint: 6.8.0.

      TypeError [ERR_X]: a is not a function
      Occurred while linting /work/a.js:1
          at b (/work/node_modules/c/index.js:3:5)
          at Function.Module.runMain (internal/modules/cjs/loader.js:837:10)
      """;

  private static final String NO_STACK =
      """

      Oops! Something went wrong! :(

      ESLint: 8.57.0

      ESLint couldn't find the plugin "eslint-plugin-x".

      (The package was not found when loaded as a Node module.)
      """;

  private static final String SEVERAL_LINES =
      """
      (node:12) Warning: a module is slow
      Error: .eslintrc.json:
      \tConfiguration for rule "a" is invalid:
      \tSeverity should be 0

          at validate (/usr/share/nodejs/eslint/lib/validator.js:10:7)
      """;

  private static final String BROKEN_CODE =
      """
      /work/eslint.config.js:2
      const Error: x = 1;
            ^^^^^

      SyntaxError: Missing initializer in const declaration
          at wrapSafe (node:internal/modules/cjs/loader:1378:20)
      """;

  private static final String NO_STATEMENT =
      """
      /work/eslint.config.js:2
      throw 'a';
      ^
      a
      (Use `node --trace-uncaught ...` to show where the exception was thrown)

      a is thrown

      Node.js v20.1.0
      """;

  private static final String PREFIXED =
      """
      [error] Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'prettier-plugin-x'
      [error]     at finalizeResolution (node:internal/modules/esm/resolve:275:11)
      """;

  private static final String NO_MEMORY =
      """
      <--- Last few GCs --->

      FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
      ----- Native stack trace -----

       1: 0xb090e0 node::Abort() [node]
      """;

  @Test
  void findsTheFirstLinesThatStateTheError() {
    assertThat(List.of(MISSING_MODULE, OLD_LINTER, NO_STACK, SEVERAL_LINES, BROKEN_CODE))
        .extracting(output -> NodeOutput.findError(output.lines().toList()).orElseThrow())
        .containsExactly(
            "Error: Cannot find module 'x'",
            "TypeError [ERR_X]: a is not a function; Occurred while linting /work/a.js:1",
            "ESLint couldn't find the plugin \"eslint-plugin-x\".",
            "Error: .eslintrc.json: Configuration for rule \"a\" is invalid: Severity should be 0",
            "SyntaxError: Missing initializer in const declaration");
    assertThat(List.of(NO_STATEMENT, PREFIXED, NO_MEMORY))
        .extracting(output -> NodeOutput.findError(output.lines().toList()).orElseThrow())
        .containsExactly(
            "a is thrown",
            "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'prettier-plugin-x'",
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[error] a.js: SyntaxError: Unexpected token (1:5)",
        "error: cannot format a.py: Cannot parse: 1:4",
        "Error: a.go:3:1: expected 'package'",
        "Error: a\n   at /rustc/abc/library/std/src/panicking.rs:12:5",
        "Exception in thread a\n\tat a.B.c(B.java:12)"
      })
  void leavesTheOutputOfOtherPrograms(String output) {
    assertThat(NodeOutput.findError(output.lines().toList())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "    at Object.<anonymous> (/work/a.js:1:1) | true",
        "- /work/a.js | true",
        "/work/a.js:2 | true",
        "[error]     at b (/work/a.js:1:1) | true",
        "Occurred while linting /work/a.js:1 | false",
        "[error] a.js: SyntaxError: at (1:5) | false",
        "Error: at /work/a.js | false"
      })
  void knowsLinesThatTellWhereSomethingHappened(String line, boolean trace) {
    assertThat(NodeOutput.isTrace(line)).isEqualTo(trace);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error: a | true",
        "[error] a.js: SyntaxError: Unexpected token | true",
        "TypeError [ERR_A]: a | true",
        "Occurred while linting /work/a.js:1 | false",
        "a.js: 3 problems | false",
        "Error | false"
      })
  void knowsLinesThatStateAnError(String line, boolean states) {
    assertThat(NodeOutput.statesError(line)).isEqualTo(states);
  }
}

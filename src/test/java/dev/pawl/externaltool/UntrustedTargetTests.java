package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.builtin.TestCommands;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Runs installed programs on targets that are not trusted; each test is skipped when its program is not installed. */
class UntrustedTargetTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private static void assumeInstalled(String program) {
    assumeThat(ProcessRunner.findOnPath(program)).as("%s is installed", program).isPresent();
  }

  private CommandResult format(TestWorkspace open) throws Exception {
    return TestCommands.format(open).execute(CommandContexts.withArguments(open.key(), "", log));
  }

  private void consent(String language, String formatter) {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"formatters\": {\"%s\": [\"%s\"]}}".formatted(language, formatter));
  }

  private static ExternalTool tool(String name) {
    return ExternalToolConfiguration.loadAll().stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void runsOnlyProgramsThatCanLookForNoConfiguration() {
    assertThat(ExternalToolConfiguration.loadAll())
        .filteredOn(tool -> tool.isolated() == null)
        .extracting(ExternalTool::name)
        .containsExactly("eslint");
  }

  /** Writes code that ends the program which runs it, under each name and in each folder that prettier knows. */
  private void writeTraps() {
    String code = "process.exit(77);";
    for (String folder : List.of("", "sub/", "sub/deep/", "code/")) {
      TestFiles.write(target, folder + "plugin.cjs", code);
      TestFiles.write(target, folder + "a.js", "a  =  1\n");
    }
    for (String extension : List.of("js", "cjs", "mjs", "ts", "cts", "mts")) {
      TestFiles.write(target, "code/.prettierrc." + extension, code);
      TestFiles.write(target, "code/prettier.config." + extension, code);
    }
    TestFiles.write(target, "package.json", "{\"prettier\": {\"plugins\": [\"./plugin.cjs\"]}}");
    TestFiles.write(target, "sub/package.yaml", "prettier: {plugins: [./plugin.cjs]}\n");
    TestFiles.write(target, "sub/deep/.prettierrc", "plugins: [./plugin.cjs]\nsemi: false\n");
    consent("javascript", "prettier");
  }

  @Test
  void executesNoCodeOfTheTarget() throws Exception {
    assumeInstalled("prettier");
    writeTraps();
    var open = TestWorkspace.of(target);

    CommandResult outcome = format(open);

    assertThat(outcome.findings()).noneMatch(finding -> finding.message().contains("exit 77"));
    assertThat(outcome.changed()).contains("a.js", "sub/a.js", "sub/deep/a.js", "code/a.js");
    assertThat(TestFiles.read(open.folder(), "sub/deep/a.js")).isEqualTo("a = 1\n");
    assertThat(String.join("\n", outcome.warnings()))
        .contains(
            "not trusted",
            "code/prettier.config.mts (can run code)",
            "package.json (plugins)",
            "sub/package.yaml (plugins)",
            "sub/deep/.prettierrc (plugins)");
  }

  /** Shows that the test above could fail. */
  @Test
  void executesCodeOfATrustedTarget() throws Exception {
    assumeInstalled("prettier");
    writeTraps();

    CommandResult outcome = format(TestWorkspace.of(target, target.toRealPath().toString()));

    assertThat(outcome.findings().toString() + outcome.findFailure()).contains("exit 77");
  }

  @Test
  void passesThePermittedOptionsOfTheNearestConfiguration() throws Exception {
    assumeInstalled("prettier");
    consent("javascript", "prettier");
    TestFiles.write(
        target, ".editorconfig", "root = true\n[*.js]\nindent_style = space\nindent_size = 8\n");
    TestFiles.write(target, "package.json", "{\"name\": \"x\", \"prettier\": {\"semi\": false}}");
    TestFiles.write(
        target, "sub/.prettierrc.json5", "// a comment\n{singleQuote: true, tabWidth: 3,}\n");
    String code = "if (a) {\nf(\"x\");\n}\n";
    TestFiles.write(target, "a.js", code);
    TestFiles.write(target, "sub/deep/b.js", code);
    var open = TestWorkspace.of(target);

    format(open);

    assertThat(TestFiles.read(open.folder(), "a.js")).isEqualTo("if (a) {\n        f(\"x\")\n}\n");
    assertThat(TestFiles.read(open.folder(), "sub/deep/b.js"))
        .isEqualTo("if (a) {\n   f('x');\n}\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "black | python | pyproject.toml | [tool.black]\\nskip-string-normalization = true\\n"
            + " | a.py | x = { 'a':1 }\\n"
            + " | x = {'a': 1}\\n",
        "ruff | python | pyproject.toml | [tool.ruff.format]\\nquote-style = \"single\"\\n"
            + " | a.py | x = { \"a\":1 }\\n"
            + " | x = {'a': 1}\\n",
        "isort | python | .isort.cfg | [settings]\\nforce_single_line = True\\n"
            + " | a.py | from a import b, c\\n"
            + " | from a import b\\nfrom a import c\\n",
        "rustfmt | rust | rustfmt.toml | hard_tabs = true\\n"
            + " | a.rs | fn f() {\\n"
            + "    g();\\n}\\n"
            + " | fn f() {\\n\\tg();\\n}\\n",
        "shfmt | shell | .editorconfig | [*.sh]\\nindent_style = space\\nindent_size = 3\\n"
            + " | a.sh | if a; then\\nb\\nfi\\n"
            + " | if a; then\\n"
            + "   b\\nfi\\n",
        "clang-format | c | .clang-format | BasedOnStyle: LLVM\\nIndentWidth: 5\\nBraceWrapping:"
            + " {AfterFunction: true}\\nBreakBeforeBraces: Custom\\n"
            + " | a.c | int f() { g(); h(); }\\n"
            + " | int f()\\n{\\n"
            + "     g();\\n"
            + "     h();\\n}\\n",
        "biome | javascript | biome.json | {\"formatter\": {\"indentStyle\": \"space\","
            + " \"indentWidth\": 5}}\\n"
            + " | a.js | if (a) { b() }\\n"
            + " | if (a) {\\n"
            + "     b();\\n}\\n",
        "biome | javascript | biome.jsonc | {\\n\\t\"javascript\": { // a comment\\n\\t\\t\"formatter\":"
            + " {\"semicolons\": \"asNeeded\", \"bracketSpacing\": false, \"arrowParentheses\":"
            + " \"asNeeded\", \"quoteStyle\": \"single\"}}}\\n"
            + " | a.js | f({ a: (b) => \"c\" });\\n"
            + " | f({a: b => 'c'})\\n"
      })
  void passesPermittedOptions(
      String tool,
      String language,
      String file,
      String options,
      String source,
      String dirty,
      String clean)
      throws Exception {
    assumeInstalled(tool);
    consent(language, tool);
    TestFiles.write(target, file, options.replace("\\n", "\n").replace("\\t", "\t"));
    TestFiles.write(target, "src/" + source, dirty.replace("\\n", "\n"));
    var open = TestWorkspace.of(target);

    CommandResult outcome = format(open);

    assertThat(TestFiles.read(open.folder(), "src/" + source))
        .as(() -> outcome.findings() + " " + outcome.warnings())
        .isEqualTo(clean.replace("\\n", "\n").replace("\\t", "\t"));
    assertThat(outcome.warnings()).isEmpty();
  }

  private SourceFile source(String path) {
    return SourceFile.decode(path, target.resolve(path), new byte[] {'a', '\n'}).orElseThrow();
  }

  @Test
  void passesTheOptionsOfAFormatterAsData() {
    TestFiles.write(
        target,
        "biome.json",
        """
        {
        \t"$schema": "https://biomejs.dev/schemas/2.2.0/schema.json", // a comment
        \t"root": true,
        \t"vcs": {"enabled": true, "clientKind": "git", "useIgnoreFile": true},
        \t"files": {"includes": ["src/**", "!**/dist"]},
        \t"assist": {"actions": {"source": {"organizeImports": "on"}}},
        \t"linter": {"rules": {"recommended": true}},
        \t"formatter": {
        \t\t"enabled": true, "includes": ["**"], "useEditorconfig": false, "attributePosition": "auto",
        \t\t"bracketSameLine": false, "bracketSpacing": true, "expand": "auto", "lineWidth": 100
        \t},
        \t"javascript": {
        \t\t"globals": ["a"],
        \t\t"parser": {"unsafeParameterDecoratorsEnabled": true},
        \t\t"linter": {"enabled": false},
        \t\t"assist": {"enabled": false},
        \t\t"formatter": {
        \t\t\t"attributePosition": "multiline", "bracketSameLine": true, "bracketSpacing": false,
        \t\t\t"quoteProperties": "asNeeded", "jsxQuoteStyle": "single", "expand": "never"
        \t\t}
        \t},
        \t"json": {"formatter": {"trailingCommas": "none", "indentWidth": 3}, "parser": {"allowComments": true}},
        \t"css": {"formatter": {"enabled": true, "quoteStyle": "single"}, "parser": {"cssModules": true}},
        \t"html": {"formatter": {"enabled": true, "indentScriptAndStyle": true}},
        \t"graphql": {"formatter": {"enabled": false}},
        }
        """);
    var options = new TargetOptions(tool("biome"), target);

    assertThat(options.leftOut(List.of("biome.json"))).isEmpty();
    assertThat(options.argumentsFor(source("a.js"))).isEmpty();
    assertThat(JsonMapper.shared().readTree(options.inlineFor(source("sub/a.js"))))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"css": {"formatter": {"enabled": true, "quoteStyle": "single"}, "parser": {"cssModules": true}},
                     "formatter": {"attributePosition": "auto", "bracketSameLine": false, "bracketSpacing": true,
                       "expand": "auto", "lineWidth": 100},
                     "javascript": {
                       "formatter": {"attributePosition": "multiline", "bracketSameLine": true,
                         "bracketSpacing": false, "expand": "never", "jsxQuoteStyle": "single",
                         "quoteProperties": "asNeeded"},
                       "parser": {"unsafeParameterDecoratorsEnabled": true}},
                     "json": {"formatter": {"indentWidth": 3, "trailingCommas": "none"},
                       "parser": {"allowComments": true}}}
                    """));
  }

  @Test
  void passesNoOptionsOfATargetWithoutConfiguration() {
    assertThat(new TargetOptions(tool("biome"), target).inlineFor(source("a.js"))).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plugins | {\"plugins\": [\"./a.grit\"]}",
        "extends | {\"extends\": [\"../a.json\"]}",
        "extends | {\"extends\": \"//\"}",
        "overrides | {\"overrides\": [{\"formatter\": {\"lineWidth\": 90}}]}",
        "formatter.useEditorconfig | {\"formatter\": {\"useEditorconfig\": true}}",
        "formatter.indentStyle | {\"formatter\": {\"indentStyle\": \"../a\"}}",
        "formatter.indentStyle | {\"formatter\": {\"indentStyle\": [\"tab\"]}}",
        "formatter.indentWidth | {\"formatter\": {\"indentWidth\": \"2\"}}",
        "formatter.indentWidth | {\"formatter\": {\"indentWidth\": -2}}",
        "formatter.lineWidth.a | {\"formatter\": {\"lineWidth\": {\"a\": 1}}}",
        "javascript.formatter.bracketSpacing | {\"javascript\": {\"formatter\": {\"bracketSpacing\": \"true\"}}}",
        "javascript.formatter.other | {\"javascript\": {\"formatter\": {\"other\": true}}}",
        "javascript.other | {\"javascript\": {\"other\": true}}"
      })
  void namesWhatIsNotPassedAsData(String name, String configuration) {
    TestFiles.write(target, "biome.json", configuration);
    var options = new TargetOptions(tool("biome"), target);

    assertThat(options.leftOut(List.of("biome.json")))
        .hasValueSatisfying(note -> assertThat(note).endsWith("biome.json (" + name + ")"));
    assertThat(options.inlineFor(source("a.js"))).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#[path = \"%s\"]\nmod x;",
        "#[path /* /* */ */ = \"%s\"]\nmod x;",
        "#[path\u2028= \"%s\"]\nmod x;",
        "#[r#path = r#\"%s\"#]\nmod x;",
        "#[cfg_attr(all(), path = \"%s\")]\nmod x;",
        "cfg_if::cfg_if! { if #[cfg(a)] { #[path = \"%s\"] mod x; } }",
        "mod link;",
        "mod hidden;",
        "#[path = \"hidden.txt\"]\nmod x;"
      })
  void readsNoFileOutsideByPathsAndLinksInTheCode(String code) throws Exception {
    assumeInstalled("rustfmt");
    consent("rust", "rustfmt");
    Path outside = Files.createTempFile(Path.of("target").toAbsolutePath(), "outside", ".rs");
    Files.writeString(outside, "secret:x:0\n");
    try {
      TestFiles.write(target, "a.rs", code.formatted(outside) + "\nfn  f(){}\n");
      TestFiles.write(target, "b.rs", "mod a;\nfn  g(){}\n");
      // Neither is formatted itself, but both could be reached from other files.
      String indirect = "#[path = \"%s\"]\nmod y;\n".formatted(outside);
      TestFiles.write(target, "hidden.txt", indirect);
      TestFiles.write(target, "hidden/mod.rs", "// @generated\n" + indirect);
      Files.createSymbolicLink(target.resolve("link.rs"), outside);

      CommandResult outcome = format(TestWorkspace.of(target));

      assertThat(outcome.findings().toString()).doesNotContain("secret");
      assertThat(outcome.changed()).contains("b.rs", "a.rs");
    } finally {
      Files.delete(outside);
    }
  }

  @Test
  void passesFilesOnStandardInputWithTheirLineEndsAndNames() throws Exception {
    assumeInstalled("rustfmt");
    consent("rust", "rustfmt");
    TestFiles.write(target, "src/windows.rs", "fn  f(){}\r\nfn g() {}\r\n");
    TestFiles.write(target, "src/with space.rs", "fn  f(){}\n");
    TestFiles.write(target, "src/clean.rs", "fn f() {}\n");
    TestFiles.write(target, "src/broken.rs", "fn f( {}\n");
    var open = TestWorkspace.of(target);

    CommandResult outcome = format(open);

    assertThat(outcome.changed()).containsExactlyInAnyOrder("src/windows.rs", "src/with space.rs");
    assertThat(TestFiles.read(open.folder(), "src/windows.rs"))
        .isEqualTo("fn f() {}\r\nfn g() {}\r\n");
    assertThat(TestFiles.read(open.folder(), "src/broken.rs")).isEqualTo("fn f( {}\n");
    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("rustfmt"))
        .extracting("file")
        .containsOnly("src/broken.rs");
  }

  @ParameterizedTest
  @CsvSource({
    "replace a => ./sub, true",
    "replace a => ../x, true",
    "replace a v1.0.0 => b.example/c v1.0.0, true",
    "replace a => ../../x, false",
    "replace (\\n a => /etc\\n), false",
    "replace a => \"../../x\", false",
    "replace a => `/etc`, false",
    "replace a =>\\n../../x, false"
  })
  void usesNoGoModuleFileWithReplacementsThatMayLeadOut(String line, boolean accepted) {
    TestFiles.write(target, "m/go.mod", "module m\n\n" + line.replace("\\n", "\n") + "\n");

    if (accepted) {
      assertThatCode(() -> GoModuleFile.requireNoReplacementOutside("goimports", target))
          .doesNotThrowAnyException();
    } else {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> GoModuleFile.requireNoReplacementOutside("goimports", target))
          .withMessageContaining("a replacement in m/go.mod may lead out of it");
    }
  }

  @Test
  void passesPermittedOptionsToCheckers() throws Exception {
    assumeInstalled("shellcheck");
    TestFiles.write(target, ".shellcheckrc", "disable=SC2086\nexternal-sources=true\n");
    TestFiles.write(target, "a.sh", "#!/bin/sh\necho $1\nx=1\n");
    var open = TestWorkspace.of(target);

    CommandResult outcome =
        TestCommands.verify(open).execute(CommandContexts.inWorkspace(open.key(), log));

    assertThat(outcome.findings())
        .filteredOn(finding -> finding.tool().equals("shellcheck"))
        .extracting("rule")
        .containsExactly("SC2034");
    assertThat(outcome.facts().get("notes")).contains(".shellcheckrc (external-sources)");
  }

  /** A script with SC3043, SC2162 and, if it is enabled, SC2248. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      f() {
        local a
        read a
        echo "$a"
      }
      b=1
      f $b
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      value = {
        "disable=SC3043 # local is fine | SC2162 | -",
        "disable=SC3043# local is fine | SC2162 | -",
        "# disable=SC3043 | SC2162 SC3043 | -",
        "disable=SC3043\\ndisable=SC2162 | ~~ | -",
        "disable=SC3043 disable=SC2162 | ~~ | -",
        "  disable=3043,SC2162 | ~~ | -",
        "disable=\"SC3043,SC2162\" | ~~ | -",
        "disable='SC3043' # both | SC2162 | -",
        "disable=all | ~~ | -",
        "disable=SC2086\\ndisable=SC1000,all # none | ~~ | -",
        "disable=SC3040-SC3050 | SC2162 | -",
        "disable=SC3040-SC3043 | SC2162 SC3043 | -",
        "disable=SC3043-SC3043 | SC2162 SC3043 | -",
        "disable=1-999999 | ~~ | -",
        "disable= | SC2162 SC3043 | -",
        "enable=quote-safe-variables # b | SC2162 SC2248 SC3043 | -",
        "enable=\"quote-safe-variables\"\\nenable=avoid-nullary-conditions | SC2162 SC2248 SC3043 | -",
        "shell=bash # not sh | SC2162 | -",
        "shell='ksh'\\nshell=sh | SC2162 | -",
        "external-sources=false # as by default | SC2162 SC3043 | -",
        "external-sources=true | SC2162 SC3043 | (external-sources)",
        "source-path=SCRIPTDIR disable=SC3043 | SC2162 | (source-path)"
      })
  void followsDirectivesAsShellCheckDoes(String directives, String rules, String note)
      throws Exception {
    assumeInstalled("shellcheck");
    TestFiles.write(target, ".shellcheckrc", directives.translateEscapes() + "\n");
    TestFiles.write(target, "a.sh", SCRIPT);

    CommandResult outcome = verify(TestWorkspace.of(target));
    CommandResult trusted = verify(TestWorkspace.of(target, target.toRealPath().toString()));

    assertThat(shellCheckRules(outcome)).isEqualTo(rules);
    assertThat(shellCheckRules(trusted)).isEqualTo(rules);
    String notes = outcome.facts().getOrDefault("notes", "");
    if (note == null) {
      assertThat(notes).doesNotContain("shellcheckrc");
    } else {
      assertThat(notes).contains(".shellcheckrc " + note);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "disable = SC3043 | SC2162 SC3043 | (cannot be read)",
        "disable=SC3043\\ndisable =SC2162 | SC2162 SC3043 | (cannot be read)",
        "disable=SC3043, SC2162 | SC2162 SC3043 | (cannot be read)",
        "disable=\"SC3043 | SC2162 SC3043 | (cannot be read)",
        "disable=SC3043 SC2162 | SC2162 SC3043 | (cannot be read)",
        "disable=SC3043; disable=SC2162 | SC2162 | (; disable=SC2162)",
        "disable=\"SC3043 SC2162\" | SC2162 | (disable=\"SC3043 SC2162\")",
        "shel=bash disable=SC3043 | SC2162 | (shel)"
      })
  void namesDirectivesThatShellCheckDoesNotFollow(String directives, String rules, String note)
      throws Exception {
    assumeInstalled("shellcheck");
    TestFiles.write(target, ".shellcheckrc", directives.translateEscapes() + "\n");
    TestFiles.write(target, "a.sh", SCRIPT);

    CommandResult outcome = verify(TestWorkspace.of(target));
    CommandResult trusted = verify(TestWorkspace.of(target, target.toRealPath().toString()));

    assertThat(shellCheckRules(outcome)).isEqualTo(rules);
    // ShellCheck reports most of them as findings of the script.
    assertThat(shellCheckRules(trusted)).matches("(SC1\\d{3} )?" + rules);
    assertThat(outcome.facts().get("notes")).contains(".shellcheckrc " + note);
  }

  @ParameterizedTest
  @CsvSource({
    "shell=bash, false",
    "shell=\"ksh\", false",
    "shell=zsh, true",
    "shell=word, true",
    "'shell=bash,sh', true",
    "shell=--version, true"
  })
  void passesOnlyShellsThatShellCheckKnows(String directive, boolean named) {
    TestFiles.write(target, ".shellcheckrc", directive + "\r\n");
    var options = new TargetOptions(tool("shellcheck"), target);

    assertThat(options.leftOut(List.of(".shellcheckrc")).isPresent()).isEqualTo(named);
    assertThat(options.argumentsFor(source("a.sh"))).hasSize(named ? 0 : 1);
  }

  private CommandResult verify(TestWorkspace open) throws Exception {
    return TestCommands.verify(open).execute(CommandContexts.inWorkspace(open.key(), log));
  }

  private static String shellCheckRules(CommandResult result) {
    return result.findings().stream()
        .filter(finding -> finding.tool().equals("shellcheck"))
        .map(Finding::rule)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SC2000 | SC2000",
        "SC2001,2000,SC2001 | SC2000,SC2001",
        "SC2000-SC2003 | SC2000,SC2001,SC2002",
        "SC2000-2002,SC2001-SC2003 | SC2000,SC2001,SC2002",
        "9998-999999 | SC9998,SC9999"
      })
  void listsTheCodesOfRanges(String value, String codes) {
    var argument = new OptionArgument(Map.of("codes", "--x={}"));

    assertThat(argument.arguments("option", value)).contains(List.of("--x=" + codes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SC2000-", "-SC2000", "SC", "all", "SC2000-SC2001-SC2002", "SC1234567"})
  void passesNothingThatIsNoCode(String value) {
    assertThat(new OptionArgument(Map.of("codes", "--x={}")).arguments("option", value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--plugin=./evil.cjs",
        "none --plugin=./evil.cjs",
        "../../etc/passwd",
        "/etc/passwd",
        "a,../b",
        "a\nb",
        "",
        "-x",
        "a\"b"
      })
  void passesNoValueThatCouldBeAnotherOptionOrAPath(String value) {
    var argument =
        new OptionArgument(Map.of("word", "--x={}", "words", "--y={}", "number", "--n={}"));

    assertThat(argument.arguments("option", value)).isEmpty();
  }

  @Test
  void ignoresConfigurationThatCannotBeRead() throws Exception {
    TestFiles.write(target, ".prettierrc", "{ broken: [\n");
    TestFiles.write(
        target,
        "a/.prettierrc",
        "a: &a [x, x]\nb: [*a, *a, *a, *a, *a, *a, *a]\nc: !!java.io.File [/x]\n");
    TestFiles.write(target, "b/.prettierrc.toml", "[a".repeat(5000));
    Files.createSymbolicLink(
        Files.createDirectory(target.resolve("c")).resolve(".prettierrc"), Path.of("/etc/passwd"));
    var options = new TargetOptions(tool("prettier"), target);

    assertThat(
            options.leftOut(
                List.of(".prettierrc", "a/.prettierrc", "b/.prettierrc.toml", "c/.prettierrc")))
        .hasValueSatisfying(text ->
            assertThat(text)
                .contains(
                    ".prettierrc (cannot be read)",
                    "a/.prettierrc (",
                    "b/.prettierrc.toml (cannot be read)")
                .doesNotContain("root:"));
  }
}

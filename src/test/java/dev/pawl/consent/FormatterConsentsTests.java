package dev.pawl.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatterConsentsTests {

  @TempDir Path target;
  private final List<WorkspaceFile> files = new ArrayList<>();

  private void write(String path, String text) throws IOException {
    Path file = TestFiles.write(target, path, text);
    files.add(new WorkspaceFile(path, file, Files.size(file), ""));
  }

  /** Returns the tools for a language with folder, style and version, as far as they are known. */
  private List<String> read(Language language) {
    var tools = new ArrayList<String>();
    FormatterConsents.read(files)
        .of(language)
        .forEach((folder, consents) ->
            consents.forEach(consent ->
                tools.add(
                    (folder
                            + " "
                            + consent.tool()
                            + (consent.style() == null ? "" : " " + consent.style())
                            + (consent.version() == null ? "" : " " + consent.version()))
                        .strip())));
    return tools;
  }

  private static String pom(String plugin) {
    return "<project"
        + " xmlns='http://maven.apache.org/POM/4.0.0'><properties><gjf>1.19.2</gjf></properties>"
        + "<build><plugins><plugin>"
        + plugin
        + "</plugin></plugins></build></project>";
  }

  private static String spotless(String steps) {
    return pom(
        "<artifactId>spotless-maven-plugin</artifactId><configuration>"
            + steps
            + "</configuration>");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "<java><googleJavaFormat/></java> | google-java-format GOOGLE",
        "<java><googleJavaFormat><style>AOSP</style></googleJavaFormat></java>"
            + " | google-java-format AOSP",
        "<java><googleJavaFormat><version>${gjf}</version></googleJavaFormat></java>"
            + " | google-java-format GOOGLE 1.19.2",
        "<java><googleJavaFormat><version>${other}</version></googleJavaFormat></java>"
            + " | google-java-format GOOGLE ${other}",
        "<java><googleJavaFormat><formatJavadoc>false</formatJavadoc></googleJavaFormat></java>"
            + " | google-java-format GOOGLE formatJavadoc=false",
        "<java><googleJavaFormat><reflowLongStrings>true</reflowLongStrings></googleJavaFormat></java>"
            + " | google-java-format GOOGLE reflowLongStrings=true",
        "<java><palantirJavaFormat/></java> | palantir-java-format PALANTIR, import-order GOOGLE",
        "<java><palantirJavaFormat><version>2.50.0</version><style>AOSP</style>"
            + "<formatJavadoc>true</formatJavadoc></palantirJavaFormat></java>"
            + " | palantir-java-format AOSP formatJavadoc=true 2.50.0, import-order AOSP",
        "<kotlin><palantirJavaFormat/></kotlin> | ''",
        "<java><eclipse/></java> | ''",
        "<java><prettier/></java> | ''",
        "<java><!-- <googleJavaFormat/> --><importOrder/></java> | ''",
        "<groovy><googleJavaFormat/></groovy> | ''"
      })
  void spotlessInMavenAsksForTheFormattersOfItsSteps(String steps, String expected)
      throws Exception {
    write("pom.xml", spotless(steps));

    assertThat(String.join(", ", read(Language.JAVA))).isEqualTo(expected);
  }

  @Test
  void spotlessAsksForImportOrderOnlyWhereItSortsImports() throws Exception {
    write(
        "pom.xml",
        spotless(
            "<java><googleJavaFormat><reorderImports>true</reorderImports></googleJavaFormat></java>"));

    assertThat(read(Language.JAVA))
        .containsExactly("google-java-format GOOGLE", "import-order GOOGLE");
  }

  @Test
  void fmtMavenPluginAsksForGoogleJavaFormatAndItsImportOrder() throws Exception {
    write(
        "a/pom.xml",
        pom(
            "<artifactId>fmt-maven-plugin</artifactId><configuration><style>aosp</style></configuration>"
                + "<dependencies><dependency><artifactId>google-java-format</artifactId>"
                + "<version>1.22.0</version></dependency></dependencies>"));
    write(
        "b/pom.xml",
        pom(
            "<artifactId>fmt-maven-plugin</artifactId><configuration>"
                + "<skipSortingImports>true</skipSortingImports></configuration>"));

    assertThat(read(Language.JAVA))
        .containsExactly(
            "a/ google-java-format AOSP reflowLongStrings=true 1.22.0",
            "a/ import-order AOSP 1.22.0",
            "b/ google-java-format GOOGLE reflowLongStrings=true");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "<version>2.43.0</version> | google-java-format GOOGLE 1.19.2",
        "<version>2.44.0</version> | google-java-format GOOGLE 1.24.0",
        "<version>3.8.0</version> | google-java-format GOOGLE 1.28.0",
        "<version>${spotless}</version> | google-java-format GOOGLE 1.17.0",
        "'' | google-java-format GOOGLE",
        // The default of this version depends on the version of Java.
        "<version>3.10.0</version> | google-java-format GOOGLE in the default version of"
            + " spotless-maven-plugin 3.10.0",
        "<version>99.0.0</version> | google-java-format GOOGLE in the default version of"
            + " spotless-maven-plugin 99.0.0",
        "<version>1.31.3</version> | google-java-format GOOGLE in the default version of"
            + " spotless-maven-plugin 1.31.3",
        "<version>${unknown}</version> | google-java-format GOOGLE in the default version of"
            + " spotless-maven-plugin ${unknown}"
      })
  void spotlessInMavenPinsItsDefaultVersion(String version, String expected) throws Exception {
    write(
        "pom.xml",
        pom(
            "<artifactId>spotless-maven-plugin</artifactId>"
                + version
                + "<configuration><java><googleJavaFormat/></java></configuration>"));
    write(
        "parent/pom.xml",
        "<project><properties><spotless>2.37.0</spotless></properties></project>");

    assertThat(read(Language.JAVA)).containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "3.0.9, in the default version of spotless-maven-plugin 3.0.9",
    "3.1.0, 2.80.0",
    "3.10.0, 2.80.0",
    "3.11.0, 2.102.0",
    "3.11.1, in the default version of spotless-maven-plugin 3.11.1"
  })
  void spotlessInMavenPinsItsDefaultVersionOfPalantirJavaFormat(String version, String expected)
      throws Exception {
    write(
        "pom.xml",
        pom(
            "<artifactId>spotless-maven-plugin</artifactId><version>"
                + version
                + "</version><configuration><java><palantirJavaFormat/></java></configuration>"));

    assertThat(read(Language.JAVA)).first().isEqualTo("palantir-java-format PALANTIR " + expected);
  }

  @Test
  void theDefaultVersionIsThatOfTheManagedPlugin() throws Exception {
    write(
        "pom.xml",
        "<project><build><pluginManagement><plugins><plugin><artifactId>spotless-maven-plugin</artifactId>"
            + "<version>3.1.0</version></plugin></plugins></pluginManagement></build></project>");
    write("a/pom.xml", spotless("<java><googleJavaFormat/></java><kotlin><ktfmt/></kotlin>"));
    write("b/pom.xml", pom("<artifactId>fmt-maven-plugin</artifactId><version>2.25</version>"));

    assertThat(read(Language.KOTLIN)).containsExactly("a/ ktfmt META 0.59");
    assertThat(read(Language.JAVA))
        .containsExactly(
            "a/ google-java-format GOOGLE 1.28.0",
            "b/ google-java-format GOOGLE reflowLongStrings=true 1.24.0",
            "b/ import-order GOOGLE 1.24.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spotless = { id = \"com.diffplug.spotless\", version.ref = \"plugin\" }",
        "spotless = { id = \"com.diffplug.spotless\", version = \"7.0.0\" }",
        "spotless = \"com.diffplug.spotless:7.0.0\""
      })
  void versionCatalogsPinTheDefaultVersion(String plugin) throws Exception {
    write(
        "gradle/libs.versions.toml", "[versions]\nplugin = \"7.0.0\"\n[plugins]\n" + plugin + "\n");
    write(
        "build.gradle.kts",
        "plugins { alias(libs.plugins.spotless) }\nspotless { java { googleJavaFormat() } }\n");

    assertThat(read(Language.JAVA)).containsExactly("google-java-format GOOGLE 1.24.0");
  }

  @Test
  void otherMavenPluginsAskForNothing() throws Exception {
    write("pom.xml", pom("<artifactId>formatter-maven-plugin</artifactId>"));

    assertThat(read(Language.JAVA)).isEmpty();
  }

  @Test
  void springJavaformatOfMavenPinsItsVersionAlsoForModules() throws Exception {
    write(
        "pom.xml",
        pom("<artifactId>spring-javaformat-maven-plugin</artifactId><version>0.0.43</version>"));
    write("a/pom.xml", pom("<artifactId>spring-javaformat-maven-plugin</artifactId>"));

    assertThat(read(Language.JAVA))
        .containsExactly("spring-javaformat 0.0.43", "a/ spring-javaformat 0.0.43");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<kotlin><ktfmt/></kotlin> | ktfmt META",
        "<kotlin><ktfmt><version>0.58</version><style>KOTLINLANG</style></ktfmt></kotlin>"
            + " | ktfmt KOTLINLANG 0.58",
        "<kotlin><ktfmt><style>GOOGLE</style><maxWidth>90</maxWidth>"
            + "<removeUnusedImports>false</removeUnusedImports></ktfmt></kotlin>"
            + " | ktfmt GOOGLE maxWidth=90 removeUnusedImports=false",
        "<java><ktfmt/></java> | ~~",
        "<kotlin><ktlint/></kotlin> | ~~"
      })
  void spotlessInMavenAsksForKtfmt(String steps, String expected) throws Exception {
    write("pom.xml", spotless(steps));

    assertThat(String.join(", ", read(Language.KOTLIN))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "spotless { java { googleJavaFormat() } } | google-java-format GOOGLE",
        "spotless { java { googleJavaFormat('1.17.0') } } | google-java-format GOOGLE 1.17.0",
        "spotless { java { googleJavaFormat \"1.17.0\" } } | google-java-format GOOGLE 1.17.0",
        "spotless { java { googleJavaFormat('1.7').aosp().reflowLongStrings() } }"
            + " | google-java-format AOSP reflowLongStrings=true 1.7",
        "spotless { java { googleJavaFormat().formatJavadoc(false).reflowLongStrings(false) } }"
            + " | google-java-format GOOGLE formatJavadoc=false",
        "def gjf = '1.8'; spotless { java { googleJavaFormat(gjf) } } | google-java-format GOOGLE"
            + " 1.8",
        "spotless { java { googleJavaFormat(libs.versions.google.format.get()) } }"
            + " | google-java-format GOOGLE 1.9",
        "spotless { java { googleJavaFormat(unknown) } } | google-java-format GOOGLE unknown",
        "spotless { java { palantirJavaFormat() } } | palantir-java-format PALANTIR, import-order"
            + " GOOGLE",
        "spotless { java { palantirJavaFormat('2.50.0').style(\"GOOGLE\").formatJavadoc(true) } }"
            + " | palantir-java-format GOOGLE formatJavadoc=true 2.50.0, import-order GOOGLE",
        "spotless { java { eclipse() } } // googleJavaFormat() | ~~",
        "spotless { java { /* googleJavaFormat() */ prettier() } } | ~~",
        "plugins { id 'io.spring.javaformat' } | spring-javaformat",
        "plugins { id 'io.spring.javaformat' version '0.0.43' } | spring-javaformat 0.0.43",
        "plugins { id(\"io.spring.javaformat\") version \"0.0.43\" apply false } | ~~",
        "buildscript { dependencies { classpath("
            + "'io.spring.javaformat:spring-javaformat-gradle-plugin:0.0.41') } };"
            + " apply plugin: 'io.spring.javaformat' | spring-javaformat 0.0.41",
        "plugins { id 'com.diffplug.spotless' version '6.25.0' }; spotless { java {"
            + " googleJavaFormat() } } | google-java-format GOOGLE 1.19.2",
        "plugins { id 'com.diffplug.spotless' version '6.25.0' };"
            + " spotless { java { googleJavaFormat('1.7') } } | google-java-format GOOGLE 1.7",
        "buildscript { dependencies { classpath"
            + " 'com.diffplug.spotless:spotless-plugin-gradle:7.0.2' } }; spotless { java {"
            + " googleJavaFormat() } } | google-java-format GOOGLE 1.24.0",
        "plugins { alias(libs.plugins.spotless) }; spotless { java { googleJavaFormat() } }"
            + " | google-java-format GOOGLE",
        "plugins { id 'com.diffplug.spotless' version '8.10.0' }; spotless { java {"
            + " googleJavaFormat() } } | google-java-format GOOGLE in the default version of"
            + " com.diffplug.spotless 8.10.0",
        "plugins { id 'com.diffplug.spotless' version '8.0.0' }; spotless { java {"
            + " palantirJavaFormat() } } | palantir-java-format PALANTIR in the default version of"
            + " com.diffplug.spotless 8.0.0, import-order GOOGLE",
        "plugins { id 'com.diffplug.spotless' version '8.2.1' }; spotless { java {"
            + " palantirJavaFormat() } } | palantir-java-format PALANTIR 2.80.0, import-order"
            + " GOOGLE",
        "plugins { id 'com.github.sherter.google-java-format' version '0.9' } | google-java-format"
            + " GOOGLE in the default version of com.github.sherter.google-java-format 0.9,"
            + " import-order GOOGLE in the default version of com.github.sherter.google-java-format"
            + " 0.9",
        "plugins { id 'com.github.sherter.google-java-format' version '0.9' };"
            + " googleJavaFormat { toolVersion = '1.7' }"
            + " | google-java-format GOOGLE 1.7, import-order GOOGLE 1.7"
      })
  void gradleAsksForFormattersOfJava(String script, String expected) throws Exception {
    write("build.gradle", script);
    write("gradle/libs.versions.toml", "[versions]\ngoogle-format = \"1.9\"\n");

    assertThat(String.join(", ", read(Language.JAVA))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "spotless { kotlin { ktfmt() } } | ktfmt META",
        "spotless { kotlin { ktfmt('0.58').kotlinlangStyle() } } | ktfmt KOTLINLANG 0.58",
        "spotless { kotlin { target('a'); ktfmt().googleStyle().configure { it.setMaxWidth(90);"
            + " it.setRemoveUnusedImports(false) } } } | ktfmt GOOGLE maxWidth=90"
            + " removeUnusedImports=false",
        "spotless { kotlinGradle { ktfmt().kotlinlangStyle() } } | ~~",
        "spotless { kotlin { ktlint() } } | ~~",
        "plugins { id(\"com.ncorti.ktfmt.gradle\") version \"0.24.0\" } | ktfmt META 0.58",
        "plugins { id(\"com.ncorti.ktfmt.gradle\") version \"99.0\" }"
            + " | ktfmt META in the default version of com.ncorti.ktfmt.gradle 99.0",
        "plugins { id(\"com.diffplug.spotless\") version \"8.1.0\" }; spotless { kotlin { ktfmt() }"
            + " } | ktfmt META 0.59",
        "plugins { id(\"com.ncorti.ktfmt.gradle\") version \"0.24.0\" apply false } | ~~",
        "plugins { id 'com.ncorti.ktfmt.gradle' };"
            + " ktfmt { kotlinLangStyle(); maxWidth.set(80) } | ktfmt KOTLINLANG maxWidth=80"
      })
  void gradleAsksForKtfmt(String script, String expected) throws Exception {
    write("build.gradle.kts", script);

    assertThat(String.join(", ", read(Language.KOTLIN))).isEqualTo(expected);
  }

  @Test
  void settingsOfGradlePinTheVersionOfAPlugin() throws Exception {
    write(
        "settings.gradle",
        "pluginManagement { plugins { id 'io.spring.javaformat' version '0.0.43' } }");
    write("lib/build.gradle", "plugins { id 'io.spring.javaformat' }");

    assertThat(read(Language.JAVA)).containsExactly("lib/ spring-javaformat 0.0.43");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--aosp | google-java-format AOSP reflowLongStrings=true",
        "--google-java-formatter-version=1.28.0 | google-java-format GOOGLE reflowLongStrings=true"
            + " 1.28.0",
        "--skip-reflowing-long-strings | google-java-format GOOGLE"
      })
  void preCommitAsksForTheCommandLineOfGoogleJavaFormat(String argument, String expected)
      throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks: [{id: google-java-format, args: ['%s']}]\n"
            .formatted(argument));

    assertThat(String.join(", ", read(Language.JAVA))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "c60c980e561ed3e73101667fe8365c609d19a438 # frozen: v0.15.9 | 0.15.9",
        "'c60c980e561ed3e73101667fe8365c609d19a438'  #frozen: 0.15.9 | 0.15.9",
        "c60c980e561ed3e73101667fe8365c609d19a438 | c60c980e561ed3e73101667fe8365c609d19a438",
        "v0.15.9 # frozen: v0.1.0 | 0.15.9"
      })
  void preCommitPinsTheTagOfAFrozenRevision(String revision, String expected) throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: https://example.org/ruff-pre-commit\n  rev: %s\n  hooks: [{id: ruff-format}]\n"
            .formatted(revision));

    assertThat(read(Language.PYTHON)).containsExactly("ruff " + expected);
  }

  @Test
  void buildLogicOfGradleAsksForTheWholeBuild() throws Exception {
    write(
        "buildSrc/src/main/kotlin/java.gradle.kts",
        "spotless { java { googleJavaFormat(\"1.1\") } }");

    assertThat(read(Language.JAVA)).containsExactly("google-java-format GOOGLE 1.1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "https://github.com/psf/black | 23.1.0 | {id: black} | black 23.1.0",
        "https://github.com/psf/black | 23.1.0 | {id: black, stages: [manual]} | ''",
        "https://example.org/ruff-pre-commit | v0.4.1 | {id: ruff} | ''",
        "https://example.org/ruff-pre-commit | v0.4.1 | {id: ruff-format} | ruff 0.4.1",
        "local | '' | {id: isort, entry: isort} | isort"
      })
  void preCommitAsksForTheToolsOfItsHooks(
      String repository, String revision, String hook, String expected) throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: %s\n  rev: '%s'\n  hooks: [%s]\n".formatted(repository, revision, hook));

    assertThat(String.join(", ", read(Language.PYTHON))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "black | [--quiet, --safe, --config=pyproject.toml] | ~~",
        "black | [-l, '100', -S] | arguments: -l 100 -S",
        "black | [--line-length=100, --target-version, py312] | arguments: --line-length=100"
            + " --target-version py312",
        "black | [--config=style/black.toml, -q] | arguments: ; left out:"
            + " --config=style/black.toml",
        "black | ['--line-length=100; rm a'] | arguments: ; left out: --line-length=100_rm_a",
        "ruff-format | [--line-length, '79'] | arguments: --line-length 79",
        "ruff-format | [--isolated] | arguments: ; left out: --isolated",
        "isort | [--profile, black, --filter-files] | arguments: --profile black",
        "prettier | [--prose-wrap=always, --print-width, '100', --write] | arguments:"
            + " --prose-wrap=always --print-width 100",
        "prettier | [--plugin=a, --no-semi] | arguments: --no-semi; left out: --plugin=a",
        "clang-format | [-i, -style=file, --fallback-style=none] | ~~",
        "clang-format | [--style=Google] | arguments: ; left out: --style=Google",
        "shfmt | [-w, -s] | ~~",
        "shfmt | [-i, '2', -ci] | arguments: -i=2 -bn=false -ci=true -fn=false -kp=false -sr=false",
        "shfmt | [--indent=4, --func-next-line] | arguments: -i=4 -bn=false -ci=false -fn=true"
            + " -kp=false -sr=false",
        "shfmt | [-ln=posix] | arguments: ; left out: -ln=posix",
        "rustfmt | [--check, --, --config, max_width=100] | arguments: --config max_width=100"
      })
  void preCommitPassesArgumentsToTheToolsOfItsHooks(String hook, String arguments, String expected)
      throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: https://example.org/hooks\n  rev: v1\n  hooks: [{id: %s, args: %s}]\n"
            .formatted(hook, arguments));

    assertThat(FormatterConsents.read(files).of(languageOf(hook)).get(""))
        .extracting(FormatterConsent::style)
        .containsExactly(expected.isEmpty() ? null : expected);
  }

  private static Language languageOf(String hook) {
    return switch (hook) {
      case "prettier" -> Language.MARKDOWN;
      case "clang-format" -> Language.CPP;
      case "shfmt" -> Language.SHELL;
      case "rustfmt" -> Language.RUST;
      default -> Language.PYTHON;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "black | ~~",
        "poetry run black --line-length 100 | arguments: --line-length 100",
        "make format | arguments: ; left out: make format",
        "black src | arguments: ; left out: src"
      })
  void commandLineOfAHookIsPartOfItsArguments(String entry, String expected) throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks: [{id: black, language: system, entry: '%s'}]\n"
            .formatted(entry));

    assertThat(FormatterConsents.read(files).of(Language.PYTHON).get(""))
        .extracting(FormatterConsent::style)
        .containsExactly(expected.isEmpty() ? null : expected);
  }

  @Test
  void argumentsOfAHookAlsoApplyWhereTheToolHasAConfiguration() throws Exception {
    write(".prettierrc", "{}");
    write(
        "package-lock.json",
        "{\"packages\": {\"node_modules/prettier\": {\"version\": \"3.2.5\"}}}");
    write(
        ".pre-commit-config.yaml",
        "repos:\n"
            + "- repo: local\n"
            + "  hooks: [{id: prettier, types_or: [markdown], args: [--prose-wrap=always]}]\n");

    assertThat(read(Language.MARKDOWN))
        .containsExactly("prettier arguments: --prose-wrap=always 3.2.5");
    assertThat(read(Language.CSS)).containsExactly("prettier 3.2.5");
  }

  @Test
  void hookOfClangFormatSortsIncludesWhereItsConfigurationDoes() throws Exception {
    write(".clang-format", "BasedOnStyle: Google\nSortIncludes: true\n");
    write(
        ".pre-commit-config.yaml",
        "repos:\n"
            + "- repo: https://example.org/mirrors-clang-format\n"
            + "  rev: v18.1.0\n"
            + "  hooks: [{id: clang-format}]\n");

    assertThat(read(Language.CPP)).containsExactly("clang-format sorted includes 18.1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "npm-shrinkwrap.json | {\"dependencies\": {\"prettier\": {\"version\": \"2.8.8\"}}} |"
            + " 2.8.8",
        "pnpm-lock.yaml | importers:\\n"
            + "  .:\\n"
            + "    devDependencies:\\n"
            + "      prettier:\\n"
            + "        specifier: ^3.0.0\\n"
            + "        version: 3.0.1 | 3.0.1",
        "pnpm-lock.yaml | importers:\\n"
            + "  .: {dependencies: {prettier: {version: 3.0.1(typescript@5.0.0)}}} | 3.0.1",
        "pnpm-lock.yaml | devDependencies:\\n  prettier: 2.5.1 | 2.5.1",
        "yarn.lock | a@1:\\n"
            + "  version \"1.0.0\"\\n\\nprettier@2, prettier@^3.0.0:\\n"
            + "  version \"3.0.2\"\\n"
            + " | 3.0.2",
        "yarn.lock | \"prettier@npm:^3.0.0\":\\n  version: 3.0.3\\n | 3.0.3",
        "yarn.lock | prettier@^2.0.0:\\n"
            + "  version \"2.0.0\"\\n\\nprettier@^3.0.0:\\n"
            + "  version \"3.0.4\"\\n"
            + " | 3.0.4",
        "bun.lock | {\"packages\": {\"prettier\": [\"prettier@3.0.5\", \"\", {}],}} | 3.0.5",
        "yarn.lock | eslint-plugin-prettier@^3.0.0:\\n  version \"5.0.0\"\\n | ~~",
        "pnpm-lock.yaml | importers: [ | ~~"
      })
  void lockFilesPinPrettier(String lock, String text, String expected) throws Exception {
    write("package.json", "{\"devDependencies\": {\"prettier\": \"^3.0.0\"}}");
    write(lock, text.translateEscapes());

    assertThat(read(Language.CSS)).containsExactly(("prettier " + expected).strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"packageManager\": \"pnpm@9.1.0+sha512.ab\", %s | 3.0.1",
        "{\"packageManager\": \"npm@10.0.0\", %s | 3.0.9",
        "{\"devEngines\": {\"packageManager\": {\"name\": \"pnpm\"}}, %s | 3.0.1",
        "{\"packageManager\": \"yarn@4.0.0\", %s | 3.0.9",
        "{\"packageManager\": 1, %s | 3.0.9",
        "{%s | 3.0.9"
      })
  void theStatedPackageManagerSelectsTheLockFile(String start, String expected) throws Exception {
    write("package.json", start.formatted("\"devDependencies\": {\"prettier\": \"^3.0.0\"}}"));
    write("package-lock.json", "{\"dependencies\": {\"prettier\": {\"version\": \"3.0.9\"}}}");
    write("pnpm-lock.yaml", "devDependencies:\n  prettier: 3.0.1\n");

    assertThat(read(Language.CSS)).containsExactly("prettier " + expected);
  }

  @Test
  void lockFileOfAWorkspacePinsItsMembers() throws Exception {
    write("packages/a/package.json", "{\"devDependencies\": {\"prettier\": \"^3.0.0\"}}");
    write(
        "pnpm-lock.yaml",
        "importers:\n  .: {}\n  packages/a: {devDependencies: {prettier: {version: 3.0.1}}}\n");

    assertThat(read(Language.CSS)).containsExactly("packages/a/ prettier 3.0.1");
  }

  @Test
  void lockFileThatIsTooLargeIsNoKnownVersion() throws Exception {
    write("package.json", "{\"devDependencies\": {\"prettier\": \"^3.0.0\"}}");
    write("yarn.lock", "#".repeat((4 << 20) + 1));

    assertThat(read(Language.CSS)).containsExactly("prettier in yarn.lock, which is too large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "uv.lock | [[package]]\\nname = \"black\"\\nversion = \"24.1.0\" | 24.1.0",
        "poetry.lock | [[package]]\\nname = \"black\"\\nversion = \"24.2.0\" | 24.2.0",
        "Pipfile.lock | {\"develop\": {\"black\": {\"version\": \"==24.3.0\"}}} | 24.3.0",
        "requirements-dev.txt | pytest==8\\nblack==24.4.0\\n | 24.4.0",
        "requirements/lint.txt | black[jupyter] == 24.5.0 | 24.5.0",
        "tox.ini | [testenv:lint]\\ndeps = black==24.6.0 | 24.6.0",
        "requirements.txt | black>=24 | ~~",
        "requirements.txt | blackbox==1.0\\nmy-black==2.0 | ~~",
        "requirements.txt | black==24.1.0\\nblack==24.2.0 | ~~"
      })
  void installedVersionPinsBlack(String path, String text, String expected) throws Exception {
    write("pyproject.toml", "[tool.black]\nline-length = 90\n");
    write(path, text.translateEscapes());

    assertThat(read(Language.PYTHON)).containsExactly(("black " + expected).strip());
  }

  @Test
  void preCommitRestrictsLanguages() throws Exception {
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: https://github.com/pre-commit/mirrors-prettier\n  rev: v3.1.0\n"
            + "  hooks: [{id: prettier, types_or: [yaml, markdown]}]\n"
            + "# - repo: https://github.com/psf/black\n");

    assertThat(read(Language.YAML)).containsExactly("prettier 3.1.0");
    assertThat(read(Language.MARKDOWN)).containsExactly("prettier 3.1.0");
    assertThat(read(Language.JAVASCRIPT)).isEmpty();
    assertThat(read(Language.PYTHON)).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        ".prettierrc | {} | prettier",
        "web/.prettierrc.toml | semi = false | web/ prettier",
        ".prettierignore | dist | ~~",
        "package.json | {\"prettier\": {}} | prettier",
        "package.json | {\"devDependencies\": {\"prettier\": \"^3.0.0\"}} | prettier",
        "package.json | {\"devDependencies\": {\"prettier\": \"3.0.1\"}} | prettier 3.0.1",
        "package.json | {\"devDependencies\": {\"eslint\": \"9\", \"oxfmt\": \"1\"}} | ~~",
        "package.json | {\"scripts\": {\"prettier\": \"x\"}} | ~~",
        "eslint.config.js | export default [] | ~~",
        "biome.json | {\"formatter\": {\"enabled\": true}} | biome",
        "biome.jsonc | {/* a */ \"linter\": {},} | biome",
        "biome.json | {\"formatter\": {\"enabled\": false}} | ~~",
        "biome.json | {\"javascript\": {\"formatter\": {\"enabled\": false}}} | ~~",
        "dprint.json | {\"plugins\": [\"https://example.com/typescript-0.93.0.wasm\"]}"
            + " | dprint 0.93.0",
        "dprint.json | {\"plugins\": [\"https://example.com/json-0.19.0.wasm\"]} | ~~"
      })
  void nodeProjectsAskForTheirTools(String path, String text, String expected) throws Exception {
    write(path, text);

    assertThat(String.join(", ", read(Language.JAVASCRIPT))).isEqualTo(expected);
  }

  @Test
  void lockFilePinsTheVersion() throws Exception {
    write(".prettierrc", "{}");
    write("package.json", "{\"devDependencies\": {\"prettier\": \"^3.0.0\"}}");
    write(
        "package-lock.json",
        "{\"packages\": {\"node_modules/prettier\": {\"version\": \"3.2.5\"}}}");

    assertThat(read(Language.CSS)).containsExactly("prettier 3.2.5");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pyproject.toml | [project]\\nname = \"a\" | ~~",
        "pyproject.toml | [tool.ruff]\\nline-length = 100 | ~~",
        "pyproject.toml | [tool.ruff.lint]\\nselect = [\"E\"] | ~~",
        "pyproject.toml | [tool.ruff.format]\\nquote-style = \"single\" | ruff",
        "pyproject.toml | [tool.black]\\nrequired-version = \"23.1.0\" | black 23.1.0",
        "pyproject.toml | [tool.isort]\\nprofile = \"black\" | isort",
        "pyproject.toml | [tool.isort]\\n[tool.black] | black, isort",
        "ruff.toml | line-length = 100 | ruff",
        "ruff.toml | [lint]\\nselect = [\"E\"] | ~~",
        ".isort.cfg | [settings] | isort",
        "setup.cfg | [metadata]\\nname = isort | ~~",
        "setup.cfg | [isort]\\nprofile = black | isort"
      })
  void pythonProjectsAskByTheSectionOfATool(String path, String text, String expected)
      throws Exception {
    write(path, text.replace("\\n", "\n"));

    assertThat(String.join(", ", read(Language.PYTHON))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "C | .clang-format | BasedOnStyle: LLVM | clang-format",
        "C | .clang-format | DisableFormat: true | ~~",
        "C | .clang-format | SortIncludes: CaseSensitive | clang-format sorted includes",
        "C | .clang-format | SortIncludes: true | clang-format sorted includes",
        "C | .clang-format | SortIncludes: Never | clang-format",
        "CPP | lib/_clang-format | BasedOnStyle: Google | lib/ clang-format",
        "C | .clang-tidy | Checks: x | ~~",
        "RUST | Cargo.toml | [package]\\nname = \"a\" | rustfmt",
        "RUST | .rustfmt.toml | max_width = 90 | rustfmt",
        "RUST | rustfmt.toml | disable_all_formatting = true | ~~",
        "GO | go.mod | module a | gofmt",
        "GO | go.sum | x | ~~",
        "SHELL | .editorconfig | [*.sh]\\nindent_style = space | ~~",
        "SHELL | .editorconfig | [*.sh]\\nswitch_case_indent = true | shfmt",
        "SHELL | .editorconfig | [*.sh]\\n# space_redirects = true | ~~"
      })
  void nativeToolsAreAskedForByTheirConfiguration(
      Language language, String path, String text, String expected) throws Exception {
    write(path, text.replace("\\n", "\n"));

    assertThat(String.join(", ", read(language))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        "package.json",
        "biome.json",
        "dprint.json",
        "pyproject.toml",
        "ruff.toml",
        ".clang-format",
        "Cargo.toml",
        ".pre-commit-config.yaml",
        "build.gradle"
      })
  void brokenFilesAskForNothing(String path) throws Exception {
    for (String text :
        List.of(
            "",
            "{",
            "<a",
            "[[[",
            "\0\0",
            "a: &a [*a, *a]",
            "[".repeat(100_000),
            "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><project/>",
            "null",
            "1")) {
      files.clear();
      write(path, text);

      for (Language language : Language.values()) {
        assertThat(read(language)).as("%s in %s", language, text).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node_modules/a/",
        "vendor/a/",
        "third_party/x/",
        "test/fixtures/",
        "src/test/resources/a/"
      })
  void copiesAndTestDataAskForNothing(String folder) throws Exception {
    write(folder + ".prettierrc", "{}");

    assertThat(read(Language.JAVASCRIPT)).isEmpty();
  }
}

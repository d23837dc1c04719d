package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.builtin.FixerChain.UncoveredLanguage;
import dev.pawl.language.Language;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageCoverageTests {

  @TempDir Path target;

  @Test
  void describesOnlyTheLanguagesOfTheFiles() throws Exception {
    TestFiles.write(target, "A.java", "class A {}\n");
    TestFiles.write(target, "B.java", "class B {}\n");
    var coverage = new LanguageCoverage(TestWorkspace.of(target).workspace().files());

    assertThat(
            coverage.describe(
                List.of(
                    new UncoveredLanguage(Language.RUBY, "rubocop is not installed"),
                    new UncoveredLanguage(Language.JAVA, "a is not installed, b is unknown"))))
        .containsExactly("java is not covered: a is not installed, b is unknown (2 files)");
  }
}

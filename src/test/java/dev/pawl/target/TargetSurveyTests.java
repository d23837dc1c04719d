package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.TargetSurvey.Share;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class TargetSurveyTests {

  @TempDir Path target;

  @Test
  void countsFilesBytesAndLinesOfEachLanguage() throws Exception {
    TestFiles.write(target, "A.java", "class A {\n}\n");
    TestFiles.write(target, "b/B.java", "class B {}");
    TestFiles.write(target, "c.py", "");
    TestFiles.write(target, "data.json", "{}\n");
    TestFiles.write(target, "node_modules/x.js", "x\n");
    TestFiles.write(target, ".gitignore", "*.log\n");
    TestFiles.write(target, "a.log", "log\n");

    TargetSurvey survey =
        TestWorkspaces.belowRoot(target).survey(Target.directory(target.toString())).orElseThrow();

    assertThat(survey.files()).isEqualTo(5);
    assertThat(survey.sourceFiles()).isEqualTo(3);
    assertThat(survey.bytes()).isEqualTo(12 + 10 + 0 + 3 + 6);
    assertThat(survey.lines()).isEqualTo(3);
    assertThat(survey.languages())
        .containsEntry("java", new Share(2, 3))
        .containsEntry("python", new Share(1, 0))
        .hasSize(2);
  }

  @Test
  void countsNoLinesOfFilesThatAreDeletedMeanwhile() throws Exception {
    TestFiles.write(target, "A.java", "class A {\n}\n");
    TestFiles.write(target, "b/B.java", "class B {}");
    TestFiles.write(target, "c/C.java", "class C {}");

    try (FolderHandle root = FolderHandle.openOwn(target)) {
      var config = TargetConfig.read(root);
      var files = FileWalker.listTarget(root, config, target.resolve("none"));
      Files.delete(target.resolve("A.java"));
      FileSystemUtils.deleteRecursively(target.resolve("b"));
      TargetSurvey survey = TargetSurvey.of(root, files, config);

      assertThat(survey.files()).isEqualTo(3);
      assertThat(survey.languages()).containsOnly(Map.entry("java", new Share(3, 1)));
    }
  }

  @Test
  void isEmptyForRepository() throws Exception {
    var git = Target.repository(new Target.Git("file:///x", null, null, null));

    assertThat(TestWorkspaces.belowRoot(target).survey(git)).isEmpty();
  }
}

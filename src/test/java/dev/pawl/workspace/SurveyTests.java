package dev.pawl.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Survey.Share;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTests {

  @TempDir Path target;

  @Test
  void countsFilesBytesAndLinesOfEachLanguage() throws Exception {
    Folders.write(target, "A.java", "class A {\n}\n");
    Folders.write(target, "b/B.java", "class B {}");
    Folders.write(target, "c.py", "");
    Folders.write(target, "data.json", "{}\n");
    Folders.write(target, "node_modules/x.js", "x\n");
    Folders.write(target, ".gitignore", "*.log\n");
    Folders.write(target, "a.log", "log\n");

    Survey survey =
        WorkspacesOf.root(target).survey(Target.directory(target.toString())).orElseThrow();

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
  void leavesARepositoryForLater() throws Exception {
    var git = Target.repository(new Target.Git("file:///x", null, null, null));

    assertThat(WorkspacesOf.root(target).survey(git)).isEmpty();
  }
}

package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Sources;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesCorpusTests {

  @TempDir Path folder;
  private final Corpus corpus = new Corpus();

  private void add(String path, String text) {
    corpus.add(Sources.onDisk(folder, path, text));
  }

  @Test
  void keepsLanguagesApart() {
    add("a.py", "a\nb\n");
    add("b.py", "c\n");
    add("A.java", "class A {}\n");

    assertThat(corpus.languages())
        .extracting(Tokens::language)
        .containsExactly(Language.PYTHON, Language.JAVA);
    assertThat(corpus.languages()).extracting(Tokens::size).containsExactly(3, 4);
    assertThat(corpus.files()).isEqualTo(3);
    assertThat(corpus.lines()).isEqualTo(4);
  }

  @Test
  void leavesOutWhatIsNoProgram() {
    add("a.yaml", "a: b\n");
    add("a.txt", "#!/bin/sh\n");
    add("README", "text\n");

    assertThat(corpus.files()).isZero();
    assertThat(corpus.languages()).isEmpty();
  }

  @Test
  void saysWhichFileCannotBeRead() {
    corpus.add(new WorkspaceFile("gone.py", folder.resolve("gone.py"), 7, ""));

    assertThat(corpus.faults()).singleElement().asString().startsWith("gone.py cannot be read: ");
    assertThat(corpus.files()).isZero();
  }
}

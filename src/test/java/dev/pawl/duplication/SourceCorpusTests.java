package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFiles;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCorpusTests {

  @TempDir Path folder;
  private final SourceCorpus corpus = new SourceCorpus();

  private void add(String path, String text) {
    corpus.add(SourceFiles.write(folder, path, text));
  }

  @Test
  void groupsFilesByLanguage() {
    add("a.py", "a\nb\n");
    add("b.py", "c\n");
    add("A.java", "class A {}\n");

    assertThat(corpus.tokenTables())
        .extracting(TokenTable::language)
        .containsExactly(Language.PYTHON, Language.JAVA);
    assertThat(corpus.tokenTables()).extracting(TokenTable::size).containsExactly(3, 4);
    assertThat(corpus.fileCount()).isEqualTo(3);
    assertThat(corpus.lineCount()).isEqualTo(4);
  }

  @Test
  void skipsFilesInOtherLanguages() {
    add("a.yaml", "a: b\n");
    add("a.txt", "#!/bin/sh\n");
    add("README", "text\n");

    assertThat(corpus.fileCount()).isZero();
    assertThat(corpus.tokenTables()).isEmpty();
  }

  @Test
  void reportsUnreadableFile() {
    corpus.add(new WorkspaceFile("gone.py", folder.resolve("gone.py"), 7, ""));

    assertThat(corpus.readErrors())
        .singleElement()
        .asString()
        .startsWith("gone.py cannot be read: ");
    assertThat(corpus.fileCount()).isZero();
  }
}

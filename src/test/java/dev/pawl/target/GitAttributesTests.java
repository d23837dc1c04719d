package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitAttributesTests {

  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String attribute(String path, String name) throws IOException {
    return String.valueOf(GitAttributes.forFile(root, path).of(path).get(name));
  }

  @Test
  void readsStatesOfAttributes() throws IOException {
    write(".gitattributes", "*.a text eol=crlf\n*.b -text\n*.c working-tree-encoding=UTF-16\n");

    assertThat(attribute("x/y.a", "text")).isEqualTo("true");
    assertThat(attribute("x/y.a", "eol")).isEqualTo("crlf");
    assertThat(attribute("y.b", "text")).isEqualTo("false");
    assertThat(attribute("y.c", "working-tree-encoding")).isEqualTo("UTF-16");
    assertThat(attribute("y.d", "text")).isEqualTo("null");
  }

  @Test
  void prefersLaterRulesAndDeeperFolders() throws IOException {
    write(".gitattributes", "* text\n*.a -text\n");
    write("x/.gitattributes", "*.a text\ny/*.a !text\n");

    assertThat(attribute("z.a", "text")).isEqualTo("false");
    assertThat(attribute("x/z.a", "text")).isEqualTo("true");
    assertThat(attribute("x/y/z.a", "text")).isEqualTo("null");
  }

  @Test
  void expandsMacros() throws IOException {
    write(
        ".gitattributes",
        "[attr]foreign linguist-vendored -text\n*.a foreign\n*.b binary\n*.c binary text\n");

    assertThat(GitAttributes.forFile(root, "x.a").isVendored("x.a")).isTrue();
    assertThat(attribute("x.a", "text")).isEqualTo("false");
    assertThat(attribute("x.b", "text")).isEqualTo("false");
    assertThat(attribute("x.c", "text")).isEqualTo("true");
  }

  @Test
  void readsOriginOfFilesFromWholeTarget() throws IOException {
    write(
        ".gitattributes",
        "gen/** linguist-generated\ngen/own.a -linguist-generated\nlib/** linguist-vendored=true\n"
            + "vendor/own/** -linguist-vendored\n");
    GitAttributes attributes;
    try (FolderHandle handle = FolderHandle.openOwn(root)) {
      attributes = GitAttributes.of(handle, FileWalker.listWorkspace(root));
    }

    assertThat(attributes.isGenerated("gen/x/y.a")).isTrue();
    assertThat(attributes.isGenerated("gen/own.a")).isFalse();
    assertThat(attributes.isVendored("lib/x.a")).isTrue();
    assertThat(attributes.isVendored("src/x.a")).isFalse();
    assertThat(attributes.isMarkedAsOwn("vendor/own/x.a")).isTrue();
    assertThat(attributes.isMarkedAsOwn("vendor/x.a")).isFalse();
  }
}

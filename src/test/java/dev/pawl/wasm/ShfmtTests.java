package dev.pawl.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShfmtTests implements WasmFormatterContract {

  @Override
  public WasmFormatter fixer() {
    return InstalledWasmFormatters.formatters().shfmt();
  }

  @Override
  public String file() {
    return "deploy.sh";
  }

  @Override
  public Optional<String> invalidText() {
    return Optional.of("if true; then\n");
  }

  private String format(Path root, String name, String text) throws UnfixableException {
    var file = SourceFiles.write(root, name, text);
    return fixer().fix(new SourceFile(name, file.file(), StandardCharsets.UTF_8, false, text));
  }

  @Test
  void followsEditorConfig(@TempDir Path root) throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        "[*.sh]\nindent_style = space\nindent_size = 2\nspace_redirects = true\n"
            + "[*.bash]\nindent_style = tab\nindent_size = 2\n[old/**]\nignore = true\n");
    SourceFiles.write(
        root,
        "aligned/.editorconfig",
        "[*.sh]\nkeep_padding = true\n[b.sh]\nnever_split = true\nkeep_padding = false\n");
    for (String path : List.of("aligned/a.sh", "aligned/b.sh")) {
      assertThatExceptionOfType(UnfixableException.class)
          .isThrownBy(() -> format(root, path, "a  b\n"))
          .withMessageContaining("does not support");
    }
    String text = "f() {\necho a >b\n}\n";

    assertThat(format(root, "a.sh", text)).isEqualTo("f() {\n  echo a > b\n}\n");
    assertThat(format(root, "a.bash", text)).isEqualTo("f() {\n\techo a >b\n}\n");
    assertThatExceptionOfType(UnfixableException.class)
        .isThrownBy(() -> format(root, "old/a.sh", text))
        .withMessageContaining("ignore");
  }

  @Test
  void formatsZsh() throws UnfixableException {
    String text = "echo ${(k)names}  *(.)\n";

    for (String zsh : new String[] {"a.zsh", ".zshrc"}) {
      assertThat(fixer().fix(SourceFiles.of(zsh, text))).isEqualTo("echo ${(k)names} *(.)\n");
    }
    assertThat(fixer().fix(SourceFiles.of("run", "#!/usr/bin/env zsh\n" + text)))
        .endsWith(" *(.)\n");
  }
}

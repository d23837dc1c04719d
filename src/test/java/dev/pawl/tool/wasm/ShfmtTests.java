package dev.pawl.tool.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.Sources;
import dev.pawl.tool.TextFixer.Unfixable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShfmtTests implements WasmContract {

  @Override
  public WasmFixer fixer() {
    return Installed.formatters().shfmt();
  }

  @Override
  public String file() {
    return "deploy.sh";
  }

  @Override
  public Optional<String> broken() {
    return Optional.of("if true; then\n");
  }

  private String laidOut(Path root, String name, String text) throws Unfixable {
    var file = Sources.onDisk(root, name, text);
    return fixer().fix(new SourceFile(name, file.file(), StandardCharsets.UTF_8, false, text));
  }

  @Test
  void doesAsEditorconfigSays(@TempDir Path root) throws Unfixable {
    Sources.onDisk(
        root,
        ".editorconfig",
        "[*.sh]\nindent_style = space\nindent_size = 2\nspace_redirects = true\n"
            + "[*.bash]\nindent_style = tab\nindent_size = 2\n[old/**]\nignore = true\n");
    String text = "f() {\necho a >b\n}\n";

    assertThat(laidOut(root, "a.sh", text)).isEqualTo("f() {\n  echo a > b\n}\n");
    assertThat(laidOut(root, "a.bash", text)).isEqualTo("f() {\n\techo a >b\n}\n");
    assertThatExceptionOfType(Unfixable.class)
        .isThrownBy(() -> laidOut(root, "old/a.sh", text))
        .withMessageContaining("ignore");
  }

  @Test
  void readsZshAsZsh() throws Unfixable {
    String text = "echo ${(k)names}  *(.)\n";

    for (String zsh : new String[] {"a.zsh", ".zshrc"}) {
      assertThat(fixer().fix(Sources.of(zsh, text))).isEqualTo("echo ${(k)names} *(.)\n");
    }
    assertThat(fixer().fix(Sources.of("run", "#!/usr/bin/env zsh\n" + text))).endsWith(" *(.)\n");
  }
}

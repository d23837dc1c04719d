package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.builtin.TestCommands;
import dev.pawl.command.CommandResult;
import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.SourceFiles;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CargoEditionsTests {

  @TempDir Path target;

  private String edition(String path) {
    return new CargoEditions().editionOf(SourceFiles.read(target, path, "fn a() {}\n"));
  }

  @Test
  void readsEditionOfNearestPackage() {
    TestFiles.write(
        target,
        "Cargo.toml",
        "[workspace]\nmembers = []\n[workspace.package]\nedition = \"2024\"\n");
    TestFiles.write(target, "a/Cargo.toml", "[package]\nname = \"a\"\nedition = \"2018\" # old\n");
    TestFiles.write(target, "b/Cargo.toml", "[package]\nname = \"b\"\nedition.workspace = true\n");
    TestFiles.write(
        target, "c/Cargo.toml", "[package]\nname = \"c\"\nedition = { workspace = true }\n");
    TestFiles.write(target, "d/Cargo.toml", "[package]\nname = \"d\"\n[dependencies]\n");

    assertThat(edition("a/src/deep/er/lib.rs")).isEqualTo("2018");
    assertThat(edition("b/src/lib.rs")).isEqualTo("2024");
    assertThat(edition("c/src/lib.rs")).isEqualTo("2024");
    assertThat(edition("d/src/lib.rs")).as("Cargo's default").isEqualTo("2015");
    assertThat(edition("scripts/lib.rs")).as("no package").isEqualTo("2021");
  }

  @Test
  void passesFoldersOfRustupThatExist() throws Exception {
    Path home = Files.createDirectories(target.resolve("home"));
    Files.createDirectories(home.resolve(".rustup"));
    Path own = Files.createDirectories(target.resolve("own"));
    ExternalTool rustfmt =
        ExternalToolConfiguration.loadAll().stream()
            .filter(tool -> tool.name().equals("rustfmt"))
            .findFirst()
            .orElseThrow();

    assertThat(rustfmt.environmentVariables(home, Map.of()))
        .containsEntry("RUSTUP_HOME", home.resolve(".rustup").toString())
        .doesNotContainKey("CARGO_HOME");
    assertThat(rustfmt.environmentVariables(home, Map.of("CARGO_HOME", own.toString())))
        .containsEntry("CARGO_HOME", own.toString());
  }

  @Test
  void formatsWithRustfmtOfRustup() throws Exception {
    assumeThat(ProcessRunner.findOnPath("rustfmt")).as("rustfmt is installed").isPresent();
    TestFiles.write(target, ".quality-config.json", "{\"formatters\": {\"rust\": [\"rustfmt\"]}}");
    TestFiles.write(target, "a/Cargo.toml", "[package]\nname = \"a\"\nedition = \"2015\"\n");
    TestFiles.write(target, "a/src/lib.rs", "fn  async() {}\n");
    TestFiles.write(target, "b/Cargo.toml", "[package]\nname = \"b\"\nedition = \"2021\"\n");
    TestFiles.write(target, "b/src/lib.rs", "async  fn a() {}\n");
    var open = TestWorkspace.of(target);

    CommandResult outcome =
        TestCommands.format(open)
            .execute(CommandContexts.inWorkspace(open.key(), new ArrayList<>()));

    assertThat(outcome.changed()).containsExactly("a/src/lib.rs", "b/src/lib.rs");
    assertThat(outcome.findings()).isEmpty();
  }
}

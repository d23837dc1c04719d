package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the policy for command files: allowed tools, shells and agents. */
class CommandFilePolicyTests {

  private static boolean permits(String entries, String program) {
    return new AllowedTools(Arrays.asList(entries.split(";")))
        .allows(Arrays.asList(program.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "all, make lint, true",
    "*, make lint, true",
    "Bash, make lint, true",
    "Bash(*), make lint, true",
    "Bash(make:*), make, true",
    "Bash(make:*), make lint, true",
    "Bash(make *), make lint, true",
    "Bash(make:*), makefile lint, false",
    "Bash(make:*), cmake, false",
    "Bash(make lint), make lint, true",
    "Bash(make lint), make lint --fix, false",
    "Bash(make lint), make, false",
    "Bash(git add:*), git add ., true",
    "Bash(git add:*), git push, false",
    "Read;Write, make, false",
    "Read;Bash(make:*), make lint, true",
    "bash(make:*), make, false",
    "Bash(, make, false",
    "mcp__server__tool, make, false",
  })
  void matchesProgramsByLeadingWords(String entries, String program, boolean permitted) {
    assertThat(permits(entries, program)).isEqualTo(permitted);
  }

  @Test
  void matchesAnyEntryOfAList() {
    var tools = new AllowedTools(List.of("Bash(git diff:*, git log:*)"));

    assertThat(tools.allows(List.of("git", "log", "-1"))).isTrue();
    assertThat(tools.allows(List.of("git", "push"))).isFalse();
  }

  private static Optional<String> rejectionReason(boolean allowShell, String frontMatter) {
    var properties =
        new RegistryProperties(
            Path.of("/nowhere"), allowShell, Map.of("worker", List.of("agent", "--print")));
    CommandFile file =
        CommandFileReader.read(
            "it", Source.SERVER, "---\n" + frontMatter + "\n---\n```sh\nls\n```\n");
    return new CommandFilePolicy(properties, List.of("quality/format"))
        .rejectionReason(file, file.execution().programs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: [sh]",
        "run: [bash, -c, ls]",
        "run: [/bin/dash, x]",
        "run: [/usr/bin/zsh, x]",
        "run: [busybox, ls]",
        "run: [env, -i, bash, -c, ls]",
        "run: [xargs, sh]",
        "run: [[make], [ksh]]",
        "run: script",
      })
  void rejectsShellsUnlessAllowed(String run) {
    assertThat(rejectionReason(false, run).orElseThrow())
        .contains("pawl.registry.allow-shell=true");
    assertThat(rejectionReason(true, run)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run: [make, bash-lint]", "run: [shfmt]", "run: [prettier, sh.ts]"})
  void acceptsProgramsWithShellLikeNames(String run) {
    assertThat(rejectionReason(false, run)).isEmpty();
  }

  @Test
  void appliesAllowedToolsToScripts() {
    assertThat(rejectionReason(true, "run: script\nallowed-tools: Read").orElseThrow())
        .contains("allowed-tools do not permit");
    assertThat(rejectionReason(true, "run: script\nallowed-tools: Bash")).isEmpty();
  }

  @Test
  void requiresProgramForEachAgentRole() {
    assertThat(rejectionReason(false, "run: agent")).isEmpty();
    assertThat(rejectionReason(false, "run: agent\nagents: [worker, reviewer]").orElseThrow())
        .contains("role reviewer", "pawl.registry.agent-commands.reviewer");
  }

  @Test
  void returnsProgramsOfAgents() {
    var properties =
        new RegistryProperties(
            Path.of("/nowhere"), false, Map.of("worker", List.of("a"), "judge", List.of("b", "c")));
    CommandFile file =
        CommandFileReader.read("it", Source.SERVER, "---\nrun: agent\nagents: judge worker\n---\n");

    assertThat(new CommandFilePolicy(properties, List.of()).agentPrograms(file))
        .containsExactly(List.of("b", "c"), List.of("a"));
  }

  @Test
  void reportsFirstErrorWithPosition() {
    assertThat(rejectionReason(true, "run: [make\nwrites: x").orElseThrow())
        .startsWith("is not valid: invalid YAML")
        .containsPattern("\\(line \\d+, column \\d+\\)");
    assertThat(rejectionReason(true, "timeout: soon\nrun: [make]").orElseThrow())
        .isEqualTo("is not valid: timeout must be a duration such as 90s or 10m, at most 24h");
  }
}

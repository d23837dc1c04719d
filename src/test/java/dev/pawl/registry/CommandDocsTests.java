package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlTest;
import dev.pawl.command.CommandFile.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests that every built-in command is documented. */
@PawlTest
class CommandDocsTests {

  private static final List<String> PLANNER_COMMANDS =
      List.of("safety/check", "snapshot/create", "integrity/check", "publish/apply");

  @Autowired CommandRegistry commands;
  @Autowired CommandDocs pages;

  @Test
  void documentsEveryBuiltInCommand() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> entry.file() == null)
        .hasSizeGreaterThan(10)
        .allSatisfy(entry ->
            assertThat(pages.documentation(entry))
                .startsWith("# " + entry.name() + "\n\n")
                .hasSizeGreaterThan(200));
  }

  @Test
  void documentsResultAndExampleOfRequestableCommands() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> entry.name().startsWith("quality/"))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(entry ->
            assertThat(pages.documentation(entry))
                .contains("## Arguments", "## Result", "## Example", "/api/v1/workflows"));
  }

  @Test
  void statesThatPlannerCommandsCannotBeRequested() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> PLANNER_COMMANDS.contains(entry.name()))
        .hasSize(4)
        .allSatisfy(
            entry -> assertThat(pages.documentation(entry)).contains("not requested by name"));
  }

  @Test
  void usesBodyOfCommandFile() {
    var file = CommandFileReader.read("a", Source.SERVER, "---\nmodel: x\n---\n# Mine\n\nText.\n");

    assertThat(pages.documentation(new RegisteredCommand(file.toSpec(null), file)))
        .isEqualTo("# Mine\n\nText.");
  }
}

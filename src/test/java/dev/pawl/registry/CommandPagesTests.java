package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlTest;
import dev.pawl.command.CommandFile.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests that every built-in command is documented. */
@PawlTest
class CommandPagesTests {

  private static final List<String> PLACED =
      List.of("safety/check", "snapshot/create", "integrity/check", "publish/apply");

  @Autowired Commands commands;
  @Autowired CommandPages pages;

  @Test
  void thereIsOneForEachBuiltInCommand() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> entry.file() == null)
        .hasSizeGreaterThan(10)
        .allSatisfy(entry ->
            assertThat(pages.of(entry))
                .startsWith("# " + entry.name() + "\n\n")
                .hasSizeGreaterThan(200));
  }

  @Test
  void whatCanBeAskedForComesWithItsResultAndAnExample() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> entry.name().startsWith("quality/"))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(entry ->
            assertThat(pages.of(entry))
                .contains("## Arguments", "## Result", "## Example", "/api/v1/workflows"));
  }

  @Test
  void whatIsPlacedByThePlannerSaysThatItIsNotAskedFor() {
    assertThat(commands.catalog().all())
        .filteredOn(entry -> PLACED.contains(entry.name()))
        .hasSize(4)
        .allSatisfy(entry -> assertThat(pages.of(entry)).contains("not requested by name"));
  }

  @Test
  void thatOfAFileIsItsOwnText() {
    var file = CommandFileReader.read("a", Source.SERVER, "---\nmodel: x\n---\n# Mine\n\nText.\n");

    assertThat(pages.of(new CommandEntry(file.spec(null), file))).isEqualTo("# Mine\n\nText.");
  }
}

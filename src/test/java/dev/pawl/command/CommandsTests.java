package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTests {

  private static final CommandSpec VERIFY = CommandSpec.reading("quality/verify", "Looks");
  private static final CommandSpec FORMAT =
      CommandSpec.modifying("quality/format", "Lays out").after("quality/verify");
  private static final CommandSpec CLEANUP =
      CommandSpec.modifying("quality/cleanup", "Removes").after("quality/format");
  private static final CommandSpec DEDUPE =
      CommandSpec.modifying("quality/dedupe", "Merges").after("quality/cleanup", "quality/format");

  private final Commands commands =
      new Commands(List.of(named(VERIFY), named(FORMAT), named(CLEANUP), named(DEDUPE)));

  private static Command named(CommandSpec spec) {
    return new Command() {
      @Override
      public CommandSpec spec() {
        return spec;
      }

      @Override
      public Outcome execute(Invocation invocation) {
        return Outcome.success("done");
      }
    };
  }

  @Test
  void findsACommandByItsPathAndByItsShortName() {
    assertThat(commands.find("quality/format")).isPresent();
    assertThat(commands.find("format")).isEqualTo(commands.find("quality/format"));
  }

  @Test
  void findsNothingUnderAnotherName() {
    assertThat(commands.find("quality/../quality/format")).isEmpty();
    assertThat(commands.find("Format")).isEmpty();
    assertThat(commands.find("")).isEmpty();
  }

  @Test
  void listsAllByName() {
    assertThat(commands.all())
        .extracting(CommandSpec::name)
        .containsExactly("quality/cleanup", "quality/dedupe", "quality/format", "quality/verify");
  }

  @Test
  void refusesTwoCommandsOfOneName() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Commands(List.of(named(VERIFY), named(VERIFY))))
        .withMessageContaining("quality/verify");
  }

  @ParameterizedTest
  @CsvSource({
    "verify, verify",
    "format verify, verify format",
    "dedupe cleanup format verify, verify format cleanup dedupe",
    "cleanup verify, verify cleanup",
    "dedupe format, format dedupe",
    "format format verify format, verify format",
    "dedupe, dedupe",
  })
  void ordersWhatWasAskedForByItsDependencies(String asked, String ordered) {
    assertThat(commands.ordered(specs(asked))).isEqualTo(specs(ordered));
  }

  @RepeatedTest(20)
  void addsAndLosesNothingWhateverTheOrderOfTheRequest() {
    var asked = new ArrayList<>(List.of(VERIFY, FORMAT, CLEANUP, DEDUPE));
    Collections.shuffle(asked, new Random());

    assertThat(commands.ordered(asked)).containsExactly(VERIFY, FORMAT, CLEANUP, DEDUPE);
  }

  @Test
  void keepsTheOrderOfTheRequestAmongEquals() {
    var first = CommandSpec.reading("b", "First");
    var second = CommandSpec.reading("a", "Second");

    assertThat(commands.ordered(List.of(first, second))).containsExactly(first, second);
    assertThat(commands.ordered(List.of(second, first))).containsExactly(second, first);
  }

  private List<CommandSpec> specs(String names) {
    return List.of(names.split(" ")).stream()
        .map(name -> commands.find(name).orElseThrow().spec())
        .toList();
  }
}

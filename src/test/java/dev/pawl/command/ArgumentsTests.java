package dev.pawl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b  c| a;b;c",
        "'a b' c| a b;c",
        "\"a 'b'\" c| a 'b';c",
        "a\\ b c| a b;c",
        "'a\\b'| a\\b",
        "x'y'\"z\"| xyz",
        "''| ``",
        "'open end| open end",
        "`  `| ",
      })
  void splitsWordsLikeAShell(String typed, String words) {
    List<String> expected = words == null ? List.of() : List.of(words.split(";", -1));

    assertThat(new Arguments(typed).words()).isEqualTo(expected);
  }

  @Test
  void replacesPlaceholdersInText() {
    var arguments = new Arguments("fix 'the login'");

    assertThat(arguments.replacePlaceholders("Do $ARGUMENTS: $1, then $2, then $3, for $10."))
        .isEqualTo("Do fix 'the login': fix, then the login, then $3, for $10.");
  }

  @Test
  void keepsPositionalPlaceholdersInCode() {
    assertThat(new Arguments("x").replacePlaceholders("$1\n```sh\necho $1 $ARGUMENTS\n```\n$1"))
        .isEqualTo("x\n```sh\necho $1 x\n```\nx");
  }

  @Test
  void doesNotReplacePlaceholdersInArguments() {
    assertThat(new Arguments("$2 y").replacePlaceholders("$1")).isEqualTo("$2");
  }

  @Test
  void doesNotSplitProgramArgumentsAgain() {
    var arguments = new Arguments("'a b' c");

    assertThat(arguments.replacePlaceholders(List.of("prog", "$ARGUMENTS")))
        .containsExactly("prog", "a b", "c");
    assertThat(arguments.replacePlaceholders(List.of("prog", "--x=$1", "$9")))
        .containsExactly("prog", "--x=a b", "$9");
    assertThat(Arguments.NONE.replacePlaceholders(List.of("prog", "$ARGUMENTS")))
        .containsExactly("prog");
  }

  @Test
  void extractsScriptBlocksInOrder() {
    String body =
        "One:\n"
            + "```bash\n"
            + "ls\n"
            + "pwd\n"
            + "```\n"
            + "Two:\n"
            + "~~~sh\n"
            + "id\n"
            + "~~~\n"
            + "```python\n"
            + "print()\n"
            + "```\n"
            + "````sh\n"
            + "```\n"
            + "````";

    assertThat(ScriptBlocks.extract(body)).containsExactly("ls\npwd\n", "id\n", "```\n");
    assertThat(ScriptBlocks.extract("nothing")).isEmpty();
  }
}

package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommentStyleTests {

  @ParameterizedTest
  @EnumSource(Language.class)
  void isThereForEveryLanguageAndClosesWhatItOpens(Language language) {
    CommentStyle style = CommentStyle.of(language);

    assertThat(style.open() == null).isEqualTo(style.close() == null);
    assertThat(style.line().isEmpty() && style.open() == null).isEqualTo(language == Language.JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA, //, /*",
    "PYTHON, #,",
    "SQL, --, /*",
    "HTML, , <!--",
    "PHP, //, /*",
    "CSS, , /*"
  })
  void isThatOfTheLanguage(Language language, String line, String open) {
    CommentStyle style = CommentStyle.of(language);

    assertThat(style.open()).isEqualTo(open);
    assertThat(style.line().stream().findFirst().orElse(null)).isEqualTo(line);
  }
}

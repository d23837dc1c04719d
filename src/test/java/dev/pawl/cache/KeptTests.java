package dev.pawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptTests {

  record Value(String name, int number) {}

  @Test
  void readsWhatItWrote() {
    var value = new Value("a", 1);

    assertThat(Kept.read(Kept.write(value), Value.class)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"name\": \"a\"}", "{\"name\": \"a\", \"number\": \"x\"}"})
  void takesWhatAnotherVersionWroteForAMiss(String text) {
    assertThat(Kept.read(text, Value.class)).isEmpty();
  }
}

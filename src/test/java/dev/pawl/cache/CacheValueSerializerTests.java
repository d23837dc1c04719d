package dev.pawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheValueSerializerTests {

  record Value(String name, int number) {}

  @Test
  void roundTripsValues() {
    var value = new Value("a", 1);

    assertThat(CacheValueSerializer.deserialize(CacheValueSerializer.serialize(value), Value.class))
        .contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"name\": \"a\"}", "{\"name\": \"a\", \"number\": \"x\"}"})
  void treatsUnreadableValueAsMiss(String text) {
    assertThat(CacheValueSerializer.deserialize(text, Value.class)).isEmpty();
  }
}

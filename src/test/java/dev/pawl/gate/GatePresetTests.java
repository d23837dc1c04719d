package dev.pawl.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatePresetTests {

  @ParameterizedTest
  @EnumSource
  void isFoundByItsName(GatePreset preset) {
    assertThat(GatePreset.of(preset.value())).isEqualTo(preset);
  }

  @Test
  void isASetOfGates() {
    assertThat(GatePreset.of("strict").gates())
        .extracting(Gate::text)
        .containsExactly("errors <= 0 on all code", "warnings <= 0 on all code");
    assertThat(GatePreset.of("no-new").gates())
        .extracting(Gate::text)
        .containsExactly("errors <= 0 on new code", "warnings <= 0 on new code");
    assertThat(GatePreset.of("off").gates()).isEmpty();
  }

  @Test
  void rejectsOtherNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatePreset.of("no_new"))
        .withMessage("is not one of strict, no-new and off");
  }
}

package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OidcLoginHandlerTests {

  @Test
  void logsMessagesOfStrangersOnOneLine() {
    assertThat(
            OidcLoginHandler.onOneLine(
                "[x] no\r\n2026-11-29T05:00:00Z INFO all is well\u001b[31m\u2028y"))
        .isEqualTo("[x] no 2026-11-29T05:00:00Z INFO all is well [31m y");
    assertThat(OidcLoginHandler.onOneLine("x".repeat(10_000))).hasSize(500);
  }
}

package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.firewall.RequestRejectedException;

/** Tests the host names of requests to a service that listens on a loopback address (DNS rebinding). */
class HostNameTests {

  /**
   * Passes a request through the firewall.
   *
   * @param host the header of the request
   * @param serverName the name after forwarded headers were evaluated
   */
  private static void send(String address, @Nullable String host, String serverName) {
    var request =
        new MockHttpServletRequest("GET", "/api/v1/workflows") {
          @Override
          public String getServerName() {
            return serverName;
          }
        };
    if (host != null) {
      request.addHeader("Host", host);
    }
    new SecurityConfiguration().firewall(address).getFirewalledRequest(request);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost:8080, localhost",
    "127.0.0.1, 127.0.0.1, 127.0.0.1",
    "127.0.0.1, , 127.0.0.1",
    "127.0.0.2, 127.0.0.2:8080, 127.0.0.2",
    "localhost, 127.0.0.1, 127.0.0.1",
    "::1, [::1]:8080, [::1]",
    "0:0:0:0:0:0:0:1, [::1], ::1",
    "0.0.0.0, pawl.example, pawl.example"
  })
  void answersOwnHostNames(String address, @Nullable String host, String serverName) {
    assertThatCode(() -> send(address, host, serverName)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, evil.example, evil.example",
    "127.0.0.2, evil.example, evil.example",
    "127.1, evil.example, evil.example",
    "LOCALHOST, evil.example, evil.example",
    "0:0:0:0:0:0:0:1, evil.example, evil.example",
    "[::1], evil.example, evil.example",
    "127.0.0.1, 127.0.0.1.evil.example, 127.0.0.1.evil.example",
    "127.0.0.1, localhost., localhost.",
    "127.0.0.1, 2130706433, 2130706433",
    "127.0.0.1, evil.example:8080, localhost",
    "127.0.0.1, evil.example, 127.0.0.1",
    "127.0.0.1, localhost, evil.example"
  })
  void rejectsForeignHostNames(String address, String host, String serverName) {
    assertThatExceptionOfType(RequestRejectedException.class)
        .isThrownBy(() -> send(address, host, serverName));
  }
}

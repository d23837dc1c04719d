package dev.pawl.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundUrlPolicyTests {

  private static final List<String> HTTPS = List.of("https");
  private static final OutboundUrlPolicy PUBLIC_ONLY =
      new OutboundUrlPolicy(List.of(), "pawl.some.allowed");
  private static final OutboundUrlPolicy WITH_ALLOWED_PREFIXES =
      new OutboundUrlPolicy(
          List.of("http://127.0.0.1:9000", "http://ci/hooks/"), "pawl.some.allowed");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://192.0.0.8/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "file:///etc/passwd",
        "https://user:secret@93.184.216.34/",
        "https:///x",
        "https://no-such-host.invalid/",
        "//93.184.216.34/",
        "not a url",
        ""
      })
  void rejectsUnsafeUrls(String url) {
    assertThat(PUBLIC_ONLY.rejectionReason(url, HTTPS)).as(url).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://93.184.216.34/hook?x=y",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://93.184.216.34:8443"
      })
  void acceptsPublicUrls(String url) {
    assertThat(PUBLIC_ONLY.rejectionReason(url, HTTPS)).as(url).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9000, true",
    "http://127.0.0.1:9000/x, true",
    "http://127.0.0.1:9000?x, true",
    "http://127.0.0.1:90001/x, false",
    "http://127.0.0.1:9000.evil.example/, false",
    "http://127.0.0.1:9000@evil.example/, false",
    "http://127.0.0.1/x, false",
    "http://ci/hooks/one, true",
    "http://ci/other, false",
    "http://ci/hooks/%2e%2E/other, false",
    "http://ci/hooks/%252e%252e/other, false",
    "http://ci/hooks/..;/other, false",
    "http://ci/hooks/..%3b/other, false",
    "http://ci/hooks/.;x=1/other, false",
    "http://ci/hooks/%255c..%255cother, false",
    "http://ci/hooks/a..b/..c;d, true",
    "http://ci/hooks, false"
  })
  void acceptsOnlyAllowedPrefixes(String url, boolean accepted) {
    assertThat(WITH_ALLOWED_PREFIXES.rejectionReason(url, HTTPS).isEmpty())
        .as(url)
        .isEqualTo(accepted);
  }
}

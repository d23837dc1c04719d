package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class CliControllerTests {

  private static ResponseEntity<String> serve(
      String scheme, String host, String contextPath, @Nullable String version) throws IOException {
    var request = new MockHttpServletRequest("GET", contextPath + "/pawl");
    request.setScheme(scheme);
    request.setServerName(host);
    request.setServerPort(8443);
    request.setContextPath(contextPath);
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    var beans = new StaticListableBeanFactory();
    if (version != null) {
      var properties = new Properties();
      properties.setProperty("version", version);
      beans.addBean("build", new BuildProperties(properties));
    }
    return new CliController(beans.getBeanProvider(BuildProperties.class)).script();
  }

  @AfterEach
  void forgetRequest() {
    RequestContextHolder.resetRequestAttributes();
  }

  @Test
  void fillsInTheAddressAndTheVersion() throws IOException {
    ResponseEntity<String> response = serve("https", "pawl.example", "/quality", "1.2.3");

    assertThat(response.getBody())
        .contains("\ndefault_url='https://pawl.example:8443/quality'\n", "\nversion='1.2.3'\n");
    assertThat(response.getHeaders().getCacheControl()).isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource({"x'; rm -rf ~; '", "$(id)", "`id`", "a b", "user@host", "x\\"})
  void fillsInNothingThatAShellInterprets(String host) throws IOException {
    ResponseEntity<String> response = serve("http", host, "", "1'$(id)");

    assertThat(response.getBody())
        .contains("\ndefault_url=''\n", "\nversion='development'\n")
        .doesNotContain("rm -rf ~", "$(id)");
  }
}

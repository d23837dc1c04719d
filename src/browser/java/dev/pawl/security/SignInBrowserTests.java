package dev.pawl.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import dev.pawl.PawlClient;
import dev.pawl.TestNodeInitializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** Signs in with a token and out again, in a real browser. Skipped if Chromium is not installed. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = SignInBrowserTests.Node.class)
@Import(PawlClient.class)
@DirtiesContext
class SignInBrowserTests {

  private static final String TOKEN = "admin-0123456789abcdef0123456789abcdef";
  private static final Path HOME = TestNodeInitializer.createTempFolder("pawl-sign-in");

  @Autowired PawlClient pawl;

  /** A node that requires a token. */
  static class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.security.admin-token=" + TOKEN)
          .applyTo(context);
    }
  }

  @Test
  void signsInAndOutByKeyboard() {
    Path chromium = Path.of("/usr/bin/chromium");
    Assumptions.assumeTrue(Files.isExecutable(chromium), "no Chromium is installed");
    var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    try (var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        var browser =
            playwright
                .chromium()
                .launch(
                    new LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox", "--disable-quic")))) {
      Page page = browser.newPage();
      page.navigate(pawl.uri("/cache").toString());
      // The field has the focus.
      page.keyboard().type(TOKEN);
      page.keyboard().press("Enter");
      page.waitForURL("**/cache");

      Response response =
          page.waitForResponse(
              "**/api/v1/cache", () -> page.click("button:has-text('Repair if needed')"));

      assertThat(response.status()).isEqualTo(200);
      page.navigate(pawl.uri("/operate/tokens").toString());
      assertThat(page.locator("h1").textContent()).isEqualTo("Tokens");
      page.focus("nav a[href='/login']");
      page.keyboard().press("Enter");
      page.waitForURL("**/login");
      page.focus("button:has-text('Sign out')");
      page.keyboard().press("Enter");
      page.waitForSelector("input[name=token]");
      page.navigate(pawl.uri("/cache").toString());
      assertThat(page.url()).contains("/login?next=%2Fcache");
    }
  }
}

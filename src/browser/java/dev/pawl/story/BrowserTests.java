package dev.pawl.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Tests the pages in a real browser; skipped if Chromium is not installed. */
@PawlTest
class BrowserTests {

  private static final String DIRTY = "class A{int a;}\n";
  private static final String CLEAN = "class A {\n  int a;\n}\n";

  private static Playwright playwright;
  private static Browser browser;

  @Autowired PawlClient pawl;
  private BrowserContext context;
  private Page page;
  private Path target;
  private final List<String> errors = new ArrayList<>();

  @BeforeAll
  static void start() {
    Optional<Path> chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium is installed");
    // The default of 5 s is shorter than two updates of a page on a busy machine.
    PlaywrightAssertions.setDefaultAssertionTimeout(Duration.ofMinutes(1).toMillis());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(List.of("--no-sandbox", "--disable-quic")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void open() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", DIRTY);
    TestFiles.askForJavaFormatter(target);
    context =
        browser.newContext(new Browser.NewContextOptions().setBaseURL(pawl.uri("").toString()));
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        errors.add(message.text());
      }
    });
    page.onPageError(errors::add);
  }

  @AfterEach
  void close() {
    context.close();
  }

  private void click(String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name)).click();
  }

  private void assertVisible(String text) {
    assertThat(page.locator("main")).containsText(text);
  }

  @Test
  void submitsAndRollsBackAWorkflow() {
    page.navigate("/new");
    page.locator("[name=target]").fill(target.toString());
    page.getByLabel("Dry run").uncheck();
    click("Show the plan");
    assertThat(page.locator("#plan")).containsText("create_snapshot: snapshot/create");

    click("Submit");

    assertVisible("completed");
    assertVisible("1 file published");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(CLEAN);
    page.onDialog(dialog -> dialog.accept());
    click("Roll back");
    assertVisible("rolled_back");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(DIRTY);
    assertThat(errors).isEmpty();
  }

  @Test
  void reportsErrorsOfASubmission() {
    page.navigate("/new");
    page.locator("[name=target]").fill("/no/such/place");

    click("Submit");

    assertThat(page.locator("#notice")).containsText("/target/path is not a directory");
    assertThat(page).hasURL(pawl.uri("/new").toString());
  }

  @Test
  void answersADecision() {
    TestFiles.write(target, "broken.json", "{");
    String id =
        pawl.submit(target, "\"type\": \"verify-only\", \"on_failure\": {\"verify\": \"decide\"}");
    page.navigate("/workflows/" + id);
    assertVisible("Waiting for a decision on");

    click("continue");

    assertVisible("completed");
    assertThat(errors).isEmpty();
  }

  @Test
  void showsStagesAndLogOfAStep() {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    page.navigate("/workflows/" + id);

    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("format")).click();

    assertThat(page.locator("#panel")).containsText("Function: quality/format");
    assertThat(page.locator("#panel")).containsText("quality_gates passed");
    assertThat(page).hasURL(pawl.uri("/workflows/" + id).toString());
  }

  @Test
  void showsTheChanges() {
    String id = pawl.submitAndAwaitEnd(target, "\"dry_run\": true").get("workflow_id").asString();
    page.navigate("/workflows/" + id);

    assertThat(page.locator("#diff")).containsText("1 file differs from the snapshot");
    assertThat(page.locator("#diff td.old")).hasText(DIRTY.strip());
    assertThat(page.locator("#diff td.new").first()).hasText("class A {");
    assertThat(errors).isEmpty();
  }

  @Test
  void rerunsAWorkflow() {
    String id = pawl.submitAndAwaitEnd(target, "\"dry_run\": true").get("workflow_id").asString();
    page.navigate("/workflows/" + id);

    click("Run again");

    page.waitForURL(url -> url.contains("/workflows/quality_") && !url.endsWith(id));
    assertVisible("completed");
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1600, LIGHT"})
  void fitsOnAnyScreen(int width, ColorScheme scheme) {
    String id = pawl.submitAndAwaitEnd(target, "").get("workflow_id").asString();
    page.setViewportSize(width, 800);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    for (String path :
        List.of(
            "/", "/workflows/" + id, "/new", "/targets?name=" + target, "/commands", "/cache")) {
      page.navigate(path);
      Object scrolls = page.evaluate("document.documentElement.scrollWidth > window.innerWidth");

      assertThat(scrolls).as(path + " at " + width).isEqualTo(false);
    }
  }

  @Test
  void isOperableByKeyboard() {
    page.navigate("/");

    page.keyboard().press("Tab");

    assertThat(page.locator(":focus")).hasText("Skip to content");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(pawl.uri("/new").toString());
  }
}

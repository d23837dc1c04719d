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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  private String run(String fields) {
    return pawl.submitAndAwaitEnd(target, fields).get("workflow_id").asString();
  }

  private void assertVisible(String text) {
    assertThat(page.locator("main")).containsText(text);
  }

  @Test
  void submitsAndUndoesAWorkflow() {
    page.navigate("/new");
    page.locator("[name=target]").fill(target.toString());
    page.getByLabel("Dry run").uncheck();
    click("Preview the plan");
    assertThat(page.locator("#plan")).containsText("create_snapshot: snapshot/create");

    click("Start the workflow");

    assertThat(page.locator("h1")).containsText("1 file published");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(CLEAN);
    page.getByLabel("More actions").click();
    click("Undo the publication");
    click("Yes");
    assertVisible("Rolled back");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(DIRTY);
    assertThat(errors).isEmpty();
  }

  @Test
  void showsErrorsAtTheirFields() {
    page.navigate("/new");
    page.locator("[name=target]").fill("/no/such/place");

    click("Start the workflow");

    assertThat(page.locator("#target-error")).containsText("is not a directory");
    assertThat(page.locator("[name=target]")).isFocused();
    assertThat(page).hasURL(pawl.uri("/new").toString());
  }

  @Test
  void answersADecision() {
    TestFiles.write(target, "broken.json", "{");
    String id =
        pawl.submit(target, "\"type\": \"verify-only\", \"on_failure\": {\"verify\": \"decide\"}");
    page.navigate("/workflows/" + id);
    assertVisible("How should it go on after verify?");
    assertVisible("This workflow publishes nothing.");

    click("Continue");

    assertVisible("Completed");
    assertThat(errors).isEmpty();
  }

  @Test
  void opensTheCodeOfAFinding() {
    TestFiles.write(target, "broken.json", "{\n  \"a\": 1,\n}\n");
    page.navigate("/workflows/" + run("\"type\": \"verify-only\""));
    assertThat(page.locator("h1")).hasText("1 error, the gate allows 0");
    page.navigate("/workflows/" + run("\"dry_run\": true"));

    page.locator("details.finding").first().locator("summary").click();

    assertThat(page.locator("details.finding .hit").first()).containsText("}");
    assertThat(errors).isEmpty();
  }

  @Test
  void appliesChosenFiles() {
    TestFiles.write(target, "B.java", DIRTY.replace("A", "B"));
    TestFiles.write(target, "C[1].java", DIRTY.replace("A", "C"));
    String id = run("\"type\": \"format-only\", \"dry_run\": true");
    page.navigate("/workflows/" + id + "/changes");
    assertThat(page.locator(".changes mark, .changes .new").first()).isVisible();
    page.getByLabel("Apply B.java").uncheck();

    click("Apply 2 chosen");
    click("Yes");

    assertThat(page.locator("h1")).containsText("2 files published");
    assertThat(TestFiles.read(target, "A.java")).isEqualTo(CLEAN);
    assertThat(TestFiles.read(target, "B.java")).isEqualTo(DIRTY.replace("A", "B"));
    assertThat(TestFiles.read(target, "C[1].java")).isEqualTo(CLEAN.replace("A", "C"));
    assertThat(errors).isEmpty();
  }

  @Test
  void showsTheLogOfAStep() {
    String id = run("");
    page.navigate("/workflows/" + id);

    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Log")).first().click();
    page.locator("#step-format").click();

    assertThat(page).hasURL(pawl.uri("/workflows/" + id + "/steps/format").toString());
    assertThat(page.locator(".log")).containsText("Function: quality/format");
    page.keyboard().press("/");
    page.keyboard().type("function");
    assertThat(page.locator("#log-hits")).containsText(" of ");
    page.locator(".log a").nth(1).click();
    assertThat(page).hasURL(pawl.uri("/workflows/" + id + "/steps/format#L2").toString());
  }

  @Test
  void updatesKeepFocusAndSelection() {
    String id = run("\"type\": \"verify-only\"");
    page.navigate("/workflows?q=" + target.getFileName());
    page.getByLabel("Select " + id).check();
    page.locator("[data-row]").first().focus();

    String newer = run("\"type\": \"verify-only\"");

    assertThat(page.locator("tr[id='" + newer + "']")).isVisible();
    assertThat(page.getByLabel("Select " + id)).isChecked();
    assertThat(page.locator("tr[id='" + id + "'] [data-row]")).isFocused();
    assertThat(page.locator("#bulk")).containsText("1 selected");
  }

  @Test
  void actsOnSelectedWorkflows() {
    String id = run("\"type\": \"verify-only\"");
    page.navigate("/workflows?q=" + target.getFileName());
    page.getByLabel("Select " + id).check();

    click("Run again");
    click("Yes");

    assertThat(page.locator("#toasts")).containsText("1 of 1 done");
    assertThat(page.locator("tbody tr")).hasCount(2);
  }

  @Test
  void findsAWorkflowByKeyboard() {
    String id = run("\"type\": \"verify-only\"");
    page.navigate("/");
    assertThat(page.locator("#live")).isVisible();

    page.keyboard().press("/");
    page.keyboard().type("type:verify-only " + target.getFileName());
    page.keyboard().press("Enter");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.keyboard().press("j");
    page.keyboard().press("Enter");

    assertThat(page).hasURL(pawl.uri("/workflows/" + id).toString());
    page.keyboard().press("?");
    assertThat(page.locator("#keys")).isVisible();
  }

  @Test
  void remembersTheTheme() {
    page.navigate("/");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));

    click("Light or dark");
    page.navigate("/commands");

    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
  }

  @Test
  void rerunsAWorkflow() {
    String id = run("\"type\": \"verify-only\"");
    page.navigate("/workflows/" + id);

    click("Run again");

    page.waitForURL(url -> url.contains("/workflows/quality_") && !url.endsWith(id));
    assertVisible("Completed");
  }

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "390, DARK", "1440, LIGHT", "1440, DARK"})
  void isAccessibleOnAnyScreen(int width, ColorScheme scheme) throws IOException {
    TestFiles.write(target, "broken.json", "{");
    String id = run("\"dry_run\": true");
    String open =
        pawl.submit(target, "\"type\": \"verify-only\", \"on_failure\": {\"verify\": \"decide\"}");
    page.setViewportSize(width, 900);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    page.navigate("/workflows/" + open);
    assertVisible("Without a decision");
    String workflow = "/workflows/" + id;
    for (String path :
        List.of(
            "/",
            "/workflows?q=nothing-like-this",
            "/workflows?q=color:red",
            "/workflows/" + open,
            workflow,
            workflow + "/changes",
            workflow + "/log",
            workflow + "/timeline",
            workflow + "/gates",
            workflow + "/details",
            "/new",
            "/targets",
            "/targets?name=" + target,
            "/commands",
            "/sessions",
            "/operate",
            "/cache",
            "/login",
            "/workflows/none")) {
      page.navigate(path);

      assertThat(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
          .as(path + " at " + width)
          .isEqualTo(false);
      assertThat(findViolations()).as(path + " at " + width + " " + scheme).isEmpty();
    }
    pawl.post("/api/v1/workflows/" + open + "/decision", "{\"action\": \"abort\"}");
  }

  /** Returns the violations that axe-core finds, with the first elements of each. */
  private List<?> findViolations() throws IOException {
    try (InputStream script = BrowserTests.class.getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        page.evaluate(
            "async () => (await axe.run()).violations.map(v =>"
                + " v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))");
  }

  @Test
  void pagesAreLight() {
    String id = run("\"dry_run\": true");
    for (String path : List.of("/", "/workflows/" + id, "/workflows/" + id + "/changes")) {
      page.navigate(path);

      Object weight =
          page.evaluate(
              "(() => { const all = [...performance.getEntriesByType('resource'),"
                  + " ...performance.getEntriesByType('navigation')]; return [all.length,"
                  + " all.reduce((sum, e) => sum + e.encodedBodySize, 0)]; })()");

      List<?> numbers = (List<?>) weight;
      assertThat(((Number) numbers.getFirst()).intValue()).as(path).isLessThanOrEqualTo(10);
      assertThat(((Number) numbers.getLast()).intValue()).as(path).isLessThan(150_000);
    }
  }
}

package dev.pawl.story;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;

/** Updates the images in {@code docs/images}, if {@code -Dpawl.screenshots=true} is set. */
@PawlTest
@EnabledIfSystemProperty(named = "pawl.screenshots", matches = "true")
class ScreenshotTests {

  private static final Path IMAGES = Path.of("docs/images");
  private static final String CODE =
      """
      package com.example.billing;

      import java.util.List;
      import java.util.Map;

      /** An %1$s of the billing system. */
      public class %1$s {
        private int unused;
        private final long cents;

        %1$s(long cents) {
          this.cents = cents;
        }

        long total(List<%1$s> others) {
            long sum = cents;
            for (%1$s other : others) {
                sum += other.cents;
            }
            if (sum == 0) {
            }
            return sum;
        }
      }
      """;

  @Autowired PawlClient pawl;

  @Test
  void updatesTheImages() {
    Path target = pawl.newTarget();
    for (String name : List.of("Invoice", "Payment", "Reminder")) {
      TestFiles.write(
          target, "src/com/example/billing/%s.java".formatted(name), CODE.formatted(name));
    }
    TestFiles.askForJavaFormatter(target);
    TestFiles.commitAll(target);
    pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"");
    String id = pawl.submitAndAwaitEnd(target, "\"dry_run\": true").get("workflow_id").asString();
    try (var playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser =
            playwright
                .chromium()
                .launch(
                    new LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-quic")))) {
      Page page =
          browser.newPage(
              new Browser.NewPageOptions()
                  .setBaseURL(pawl.uri("").toString())
                  .setViewportSize(1280, 760)
                  .setColorScheme(ColorScheme.LIGHT));
      save(page, "/workflows?q=" + target.getFileName(), "workflows.png");
      save(page, "/workflows/" + id, "workflow.png");
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      save(page, "/workflows/" + id + "/changes", "changes.png");
    }
  }

  private static void save(Page page, String path, String image) {
    page.navigate(path);
    page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(image)));
  }
}

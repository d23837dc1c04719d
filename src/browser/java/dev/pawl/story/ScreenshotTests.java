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
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
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
    Path target = pawl.root().resolve("billing");
    for (String name : List.of("Invoice", "Payment", "Reminder")) {
      TestFiles.write(
          target, "src/com/example/billing/%s.java".formatted(name), CODE.formatted(name));
    }
    TestFiles.askForJavaFormatter(target);
    commit(target);
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
      page.navigate("/workflows/" + id);
      page.locator("details.finding > summary").first().click();
      page.locator(".finding-detail").first().waitFor();
      save(page, "workflow.png");
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      save(page, "/workflows/" + id + "/changes", "changes.png");
    }
  }

  private static void commit(Path target) {
    try (var git = Git.init().setDirectory(target.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("Compute the totals of invoices")
          .setSign(false)
          .setAuthor("Pawl", "pawl@example.org")
          .setCommitter("Pawl", "pawl@example.org")
          .call();
    } catch (GitAPIException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void save(Page page, String path, String image) {
    page.navigate(path);
    save(page, image);
  }

  private static void save(Page page, String image) {
    page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(image)));
  }
}

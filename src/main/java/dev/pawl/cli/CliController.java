package dev.pawl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Serves the command line client, with the address that it was requested from as its default. */
@RestController
class CliController {

  private static final MediaType SHELL_SCRIPT =
      new MediaType("text", "x-shellscript", StandardCharsets.UTF_8);
  private static final String URL_LINE = "default_url=''";
  private static final String VERSION_LINE = "version='development'";

  /** The addresses and versions that need no quoting in a shell; the Host header is chosen by the client. */
  private static final Pattern SAFE_URL =
      Pattern.compile(
          "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");

  private static final Pattern SAFE_VERSION = Pattern.compile("[A-Za-z0-9._+-]+");

  private final @Nullable BuildProperties build;

  CliController(ObjectProvider<BuildProperties> build) {
    this.build = build.getIfAvailable();
  }

  @GetMapping("/pawl")
  ResponseEntity<String> script() throws IOException {
    String url = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
    String version = build == null ? "" : Objects.requireNonNullElse(build.getVersion(), "");
    String script = new ClassPathResource("cli/pawl").getContentAsString(StandardCharsets.UTF_8);
    if (SAFE_URL.matcher(url).matches()) {
      script = script.replace(URL_LINE, "default_url='%s'".formatted(url));
    }
    if (SAFE_VERSION.matcher(version).matches()) {
      script = script.replace(VERSION_LINE, "version='%s'".formatted(version));
    }
    return ResponseEntity.ok()
        .contentType(SHELL_SCRIPT)
        // A shared cache must not serve the address that another client has used.
        .cacheControl(CacheControl.noStore())
        .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"pawl\"")
        .body(script);
  }
}

package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Checks that the committed OpenAPI document equals the one that the service generates. */
@PawlTest
class OpenApiTests {

  private static final Path COMMITTED = Path.of("openapi.yaml");

  @Autowired PawlClient pawl;

  @Test
  void matchesTheCommittedDocument() throws IOException {
    String generated = pawl.get("/v3/api-docs.yaml").body();
    if (Boolean.getBoolean("pawl.openapi")) {
      Files.writeString(COMMITTED, generated);
    }

    assertThat(Files.readString(COMMITTED))
        .as(
            "openapi.yaml is outdated; ./mvnw test -Dtest=OpenApiTests -Dpawl.openapi=true"
                + " updates it")
        .isEqualTo(generated);
  }
}

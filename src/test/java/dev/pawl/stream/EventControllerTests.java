package dev.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlClient.ApiResponse;
import dev.pawl.PawlTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tests the parameters of the event pages. */
@PawlTest
class EventControllerTests {

  @Autowired PawlClient pawl;

  @ParameterizedTest
  @CsvSource({
    "after=-1, after",
    "limit=0, limit",
    "limit=201, limit",
    "after=-1&limit=0, after limit",
  })
  void reportsEachInvalidParameterByItsName(String query, String names) {
    ApiResponse answer = pawl.get("/api/v1/workflows/quality_none/events?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").valueStream())
        .extracting((JsonNode error) -> error.get("pointer").asString())
        .containsExactly(names.split(" "));
  }
}

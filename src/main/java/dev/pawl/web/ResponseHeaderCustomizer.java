package dev.pawl.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Describes the response headers in the OpenAPI document, and adds those that follow from the status. Operations refer to
 * the others themselves.
 */
@Component
@Order(2)
class ResponseHeaderCustomizer implements OpenApiCustomizer {

  private static final Map<String, Header> HEADERS =
      Map.ofEntries(
          text("Location", "The path of the created or changed resource."),
          text("ETag", "The version of the resource, for If-None-Match and If-Match."),
          text("Link", "The next page, with `rel=\"next\"`; absent on the last page."),
          text("Content-Disposition", "The suggested name of the file."),
          text("Vary", "The request headers that the response depends on."),
          text("Content-Range", "The part of the content that the response contains."),
          text("Accept-Ranges", "The unit of ranges that the server accepts."),
          text(
              "Idempotency-Replayed",
              "`true` if a request with the same key was already accepted."),
          text("Preference-Applied", "The preference that was applied, such as `wait=30`."),
          text("WWW-Authenticate", "The required authentication scheme."),
          number("Retry-After", "The time in seconds after which the request can be repeated."),
          number(
              "RateLimit-Limit", "The maximum number of requests in a burst, if there is a limit."),
          number("RateLimit-Remaining", "The number of requests that are possible now."),
          number("RateLimit-Reset", "The time in seconds until another request is possible."));
  private static final List<String> RATE_LIMIT =
      List.of("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset");

  private static Map.Entry<String, Header> text(String name, String description) {
    return header(name, description, new StringSchema());
  }

  private static Map.Entry<String, Header> number(String name, String description) {
    return header(name, description, new IntegerSchema().format(null));
  }

  private static Map.Entry<String, Header> header(
      String name, String description, Schema<?> schema) {
    return Map.entry(name, new Header().description(description).schema(schema));
  }

  @Override
  public void customise(OpenAPI api) {
    HEADERS.keySet().stream()
        .sorted()
        .forEach(name -> api.getComponents().addHeaders(name, HEADERS.get(name)));
    api.getPaths()
        .values()
        .forEach(path ->
            path.readOperations()
                .forEach(operation ->
                    operation.getResponses().forEach(ResponseHeaderCustomizer::addHeaders)));
  }

  private static void addHeaders(String status, ApiResponse response) {
    List<String> names =
        switch (status) {
          case "201" -> List.of("Location");
          case "202" -> List.of("Location", "Retry-After");
          case "401" -> List.of("WWW-Authenticate");
          case "429" -> List.of("Retry-After");
          default -> List.of();
        };
    names.forEach(name -> addReference(response, name));
    if (status.startsWith("2") || status.equals("429")) {
      RATE_LIMIT.forEach(name -> addReference(response, name));
    }
    if (response.getHeaders() != null) {
      // The annotations add further fields to references.
      List.copyOf(response.getHeaders().keySet()).forEach(name -> addReference(response, name));
      response.setHeaders(new TreeMap<>(response.getHeaders()));
    }
  }

  private static void addReference(ApiResponse response, String name) {
    response.addHeaderObject(name, new Header().$ref("#/components/headers/" + name));
  }
}

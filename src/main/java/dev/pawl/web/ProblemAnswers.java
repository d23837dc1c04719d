package dev.pawl.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Adds the error responses that all operations share to the OpenAPI document, and describes their content. */
@Component
class ProblemAnswers implements OpenApiCustomizer {

  private static final String PROBLEM = "application/problem+json";
  private static final String SHAPE = "Problem";

  @Override
  public void customise(OpenAPI api) {
    api.getComponents().addSchemas(SHAPE, shape());
    api.getPaths()
        .values()
        .forEach(path ->
            path.readOperationsMap()
                .forEach((method, operation) -> describe(operation, operation.getResponses())));
  }

  private static Schema<?> shape() {
    Schema<?> shape = new ObjectSchema();
    shape.setDescription("A problem document (RFC 9457).");
    shape.addProperty("type", new StringSchema().format("uri-reference"));
    shape.addProperty("title", new StringSchema());
    shape.addProperty("status", new IntegerSchema());
    shape.addProperty("detail", new StringSchema());
    shape.addProperty("instance", new StringSchema().format("uri-reference"));
    shape.setRequired(List.of("status", "title"));
    shape.setAdditionalProperties(true);
    return shape;
  }

  private static void describe(Operation operation, ApiResponses responses) {
    boolean hasBody = operation.getRequestBody() != null;
    List<Parameter> parameters =
        operation.getParameters() == null ? List.of() : operation.getParameters();
    add(responses, "400", "The request is malformed");
    add(responses, "401", "A valid token is required, if authentication is enabled");
    add(responses, "403", "The token does not have the required scope");
    if (parameters.stream().anyMatch(one -> one.getIn().equals("path"))) {
      add(responses, "404", "The resource does not exist");
    }
    add(responses, "406", "No representation matches the Accept header");
    if (hasBody) {
      add(responses, "413", "The body exceeds the size limit");
      add(responses, "415", "The media type of the body is not supported");
    }
    if (hasBody || parameters.stream().anyMatch(one -> one.getIn().equals("query"))) {
      add(responses, "422", "All validation errors, each with its location");
    }
    add(responses, "429", "Too many requests; see the Retry-After header");
    responses
        .values()
        .forEach(response -> {
          if (response.getContent() != null && response.getContent().containsKey(PROBLEM)) {
            response.setContent(content());
          }
        });
  }

  private static void add(ApiResponses responses, String status, String description) {
    if (!responses.containsKey(status)) {
      responses.addApiResponse(
          status, new ApiResponse().description(description).content(content()));
    }
  }

  private static Content content() {
    var schema = new Schema<Object>().$ref("#/components/schemas/" + SHAPE);
    return new Content().addMediaType(PROBLEM, new MediaType().schema(schema));
  }
}

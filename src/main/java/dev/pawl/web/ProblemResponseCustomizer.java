package dev.pawl.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
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
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Adds the error responses that all operations share to the OpenAPI document, and describes their content. */
@Component
@Order(1)
class ProblemResponseCustomizer implements OpenApiCustomizer {

  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String SCHEMA_NAME = "Problem";
  private static final String ERROR_SCHEMA_NAME = "ProblemError";

  @Override
  public void customise(OpenAPI api) {
    api.getComponents()
        .addSchemas(SCHEMA_NAME, problemSchema())
        .addSchemas(ERROR_SCHEMA_NAME, errorSchema());
    api.getPaths()
        .values()
        .forEach(path ->
            path.readOperationsMap()
                .forEach(
                    (method, operation) -> addErrorResponses(operation, operation.getResponses())));
  }

  private static Schema<?> problemSchema() {
    Schema<?> schema = new ObjectSchema();
    schema.setDescription(
        "A problem document (RFC 9457). Problems of some types have further fields.");
    schema.addProperty(
        "type",
        new StringSchema()
            .format("uri-reference")
            .description(
                "The type of the problem, such as `/problems/validation-failed`; stable."));
    schema.addProperty("title", new StringSchema().description("A short summary of the type."));
    schema.addProperty("status", new IntegerSchema().format("int32").description("The status."));
    schema.addProperty(
        "detail", new StringSchema().description("What is wrong, and how to proceed."));
    schema.addProperty(
        "instance",
        new StringSchema().format("uri-reference").description("The path of the request."));
    schema.addProperty(
        "errors",
        new ArraySchema()
            .items(new Schema<Object>().$ref("#/components/schemas/" + ERROR_SCHEMA_NAME))
            .description(
                "All errors, if the type is `/problems/validation-failed` or"
                    + " `/problems/archive-rejected`."));
    schema.setRequired(List.of("status", "title", "type"));
    schema.setAdditionalProperties(true);
    return schema;
  }

  private static Schema<?> errorSchema() {
    Schema<?> schema = new ObjectSchema();
    schema.setDescription("One of the errors of a request.");
    schema.addProperty(
        "pointer",
        new StringSchema().description("The JSON pointer or the parameter that is invalid."));
    schema.addProperty("detail", new StringSchema().description("The reason why it is invalid."));
    schema.setAdditionalProperties(true);
    return schema;
  }

  private static void addErrorResponses(Operation operation, ApiResponses responses) {
    boolean hasBody = operation.getRequestBody() != null;
    List<Parameter> parameters =
        operation.getParameters() == null ? List.of() : operation.getParameters();
    addIfMissing(responses, "400", "The request is malformed");
    addIfMissing(responses, "401", "A valid token is required, if authentication is enabled");
    addIfMissing(responses, "403", "The token does not have the required scope");
    if (parameters.stream().anyMatch(parameter -> parameter.getIn().equals("path"))) {
      addIfMissing(responses, "404", "The resource does not exist");
    }
    addIfMissing(responses, "406", "No representation matches the Accept header");
    if (hasBody) {
      addIfMissing(responses, "413", "The body exceeds the size limit");
      addIfMissing(responses, "415", "The media type of the body is not supported");
    }
    addIfMissing(responses, "422", "All validation errors, each with its location");
    addIfMissing(responses, "429", "Too many requests; see the Retry-After header");
    responses
        .values()
        .forEach(response -> {
          if (response.getContent() != null && response.getContent().containsKey(PROBLEM_JSON)) {
            response.getContent().putAll(problemContent());
          }
        });
  }

  private static void addIfMissing(ApiResponses responses, String status, String description) {
    if (!responses.containsKey(status)) {
      responses.addApiResponse(
          status, new ApiResponse().description(description).content(problemContent()));
    }
  }

  private static Content problemContent() {
    var schema = new Schema<Object>().$ref("#/components/schemas/" + SCHEMA_NAME);
    return new Content().addMediaType(PROBLEM_JSON, new MediaType().schema(schema));
  }
}

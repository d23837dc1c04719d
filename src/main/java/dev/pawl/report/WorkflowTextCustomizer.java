package dev.pawl.report;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Describes in the OpenAPI document that workflows are also served as plain text. */
@Component
class WorkflowTextCustomizer implements OpenApiCustomizer {

  private static final String WORKFLOW = "#/components/schemas/WorkflowView";

  @Override
  public void customise(OpenAPI api) {
    api.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .flatMap(operation -> operation.getResponses().values().stream())
        .map(ApiResponse::getContent)
        .filter(WorkflowTextCustomizer::isWorkflow)
        .forEach(content ->
            content.addMediaType("text/plain", new MediaType().schema(new StringSchema())));
  }

  private static boolean isWorkflow(Content content) {
    return Optional.ofNullable(content)
        .map(types -> types.get("application/json"))
        .map(MediaType::getSchema)
        .filter(schema -> WORKFLOW.equals(schema.get$ref()))
        .isPresent();
  }
}

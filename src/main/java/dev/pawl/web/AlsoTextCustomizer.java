package dev.pawl.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Describes in the OpenAPI document which responses are also served as plain text. */
@Component
class AlsoTextCustomizer implements OperationCustomizer {

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    if (handler.hasMethodAnnotation(AlsoText.class)) {
      operation
          .getResponses()
          .forEach((status, response) -> {
            if (status.startsWith("2") && response.getContent() != null) {
              response
                  .getContent()
                  .addMediaType("text/plain", new MediaType().schema(new StringSchema()));
            }
          });
    }
    return operation;
  }
}

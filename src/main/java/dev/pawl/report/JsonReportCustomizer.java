package dev.pawl.report;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes reports in JSON in the OpenAPI document; annotations cannot describe a value of any type. */
@Component
@Order(5)
class JsonReportCustomizer implements OpenApiCustomizer {

  static final String REFERENCE = "#/components/schemas/JsonReport";

  @Override
  public void customise(OpenAPI api) {
    api.getComponents()
        .addSchemas(
            "JsonReport",
            new Schema<>()
                .description(
                    "A report in JSON: an object in the format json, an array in the format"
                        + " gitlab."));
  }
}

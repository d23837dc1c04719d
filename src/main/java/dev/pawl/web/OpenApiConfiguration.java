package dev.pawl.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Configures the general part of the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String DESCRIPTION =
      """
      Runs code-quality workflows: every workflow leaves a code base better, or exactly as it was.

      JSON is in snake_case, and times are in UTC. Bodies and queries are validated strictly: an unknown field is an error. \
      Errors are problem documents (RFC 9457) whose `type` is stable. Lists return `items`; if there are more, \
      `next_cursor` is the value of `cursor` for the next page, which the header `Link` with `rel="next"` leads to.
      """;

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Pawl")
                .version("v1")
                .description(DESCRIPTION)
                .contact(new Contact().name("The developers of Pawl"))
                .license(new License().name("Apache License 2.0").identifier("Apache-2.0")))
        .servers(List.of(new Server().url("/").description("This service")));
  }

  /**
   * Describes properties by their JSON names (snake case), and enums as schemas with a name. Runs before the converters
   * that refine schemas.
   */
  @Bean
  @Order(0)
  ModelResolver modelResolver(ObjectMapperProvider mappers) {
    ModelResolver.enumsAsRef = true;
    var mapper = mappers.jsonMapper().copy();
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    return new ModelResolver(mapper).openapi31(true);
  }
}

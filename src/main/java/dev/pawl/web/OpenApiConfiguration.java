package dev.pawl.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
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

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Pawl")
                .version("v1")
                .description(
                    "Runs code-quality workflows: every workflow leaves a code base better, or"
                        + " exactly as it was.")
                .license(new License().name("Apache-2.0")))
        .servers(List.of(new Server().url("/")));
  }

  /** Describes properties by their JSON names (snake case). Runs before the converters that refine schemas. */
  @Bean
  @Order(0)
  ModelResolver modelResolver(ObjectMapperProvider mappers) {
    var mapper = mappers.jsonMapper().copy();
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    return new ModelResolver(mapper).openapi31(true);
  }
}

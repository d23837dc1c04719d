package dev.pawl.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says of the API as a whole. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

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
}

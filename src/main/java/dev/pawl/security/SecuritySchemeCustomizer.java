package dev.pawl.security;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes authentication in the OpenAPI document, and the scope that each operation requires. */
@Component
@Order(3)
class SecuritySchemeCustomizer implements OpenApiCustomizer {

  private static final String TOKEN = "token";
  private static final String COOKIE = "cookie";
  private static final String OPEN_ID_CONNECT = "openIdConnect";

  private final String issuer;

  SecuritySchemeCustomizer(
      @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri:}") String issuer) {
    this.issuer = issuer;
  }

  @Override
  public void customise(OpenAPI api) {
    api.getComponents()
        .addSecuritySchemes(
            TOKEN,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("An API token, as `Authorization: Bearer <token>`."))
        .addSecuritySchemes(
            COOKIE,
            new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name(BrowserSessionService.COOKIE_NAME)
                .description(
                    "The cookie of the session that the login page starts; for browsers."));
    api.addSecurityItem(new SecurityRequirement().addList(TOKEN));
    api.addSecurityItem(new SecurityRequirement().addList(COOKIE));
    if (!issuer.isEmpty()) {
      api.getComponents()
          .addSecuritySchemes(
              OPEN_ID_CONNECT,
              new SecurityScheme()
                  .type(SecurityScheme.Type.OPENIDCONNECT)
                  .openIdConnectUrl(issuer + "/.well-known/openid-configuration")
                  .description("A JWT of the OpenID Connect provider."));
      api.addSecurityItem(new SecurityRequirement().addList(OPEN_ID_CONNECT, List.of()));
    }
    api.getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> describe(method.name(), path, operation)));
  }

  private static void describe(String method, String path, Operation operation) {
    ApiResponse forbidden = operation.getResponses().get("403");
    if (forbidden != null) {
      forbidden.setDescription(
          "The token does not have the scope "
              + EndpointScopes.requiredScope(method, path).value());
    }
  }
}
